// The catalogue's TLS: certificates that nobody should trust, handshakes that stall, break off or were never TLS, and
// what becomes of a WebSocket inside TLS when a layer below it ends.
import type { Plan, TlsVersion } from '../../src/plan/plan.ts';
import { OPENSSL } from '../component.ts';
import { EARLY, EXPIRED, GOOD, misnamed, orphan, UNKNOWN } from './certificates.ts';
import type { Fault } from './fault.ts';
import { halfway, meetingWith, whenOpen } from './tls-server.ts';
import { onAccept } from './victims.ts';

const bytes = (...values: number[]) => Buffer.from(values);
/** A fatal alert. */
const HANDSHAKE_FAILURE = bytes(21, 3, 3, 0, 2, 2, 40);
const only =
  (version: TlsVersion) =>
  (plan: Plan): Plan => ({
    ...plan,
    target: { ...plan.target, tls: { ...plan.target.tls, minVersion: version, maxVersion: version } },
  });
const trustsTheName = (plan: Plan): Plan => {
  const { tls } = plan.target;
  return { ...plan, target: { ...plan.target, tls: { ...tls, ca: `${tls.ca}${misnamed().cert}` } } };
};
const ofVersion = (version: 'TLSv1.2' | 'TLSv1.3') =>
  meetingWith(() => ({ ...GOOD, minVersion: version, maxVersion: version }));
const wantingCertificate = (version: 'TLSv1.2' | 'TLSv1.3') =>
  meetingWith(() => ({
    ...GOOD,
    minVersion: version,
    maxVersion: version,
    requestCert: true,
    rejectUnauthorized: true,
  }));

const HANDSHAKES: readonly Omit<Fault, 'secure'>[] = [
  {
    name: 'has a certificate that has expired',
    serve: meetingWith(() => EXPIRED),
    expect: { failure: 'tls-certificate', detail: { code: 'CERT_HAS_EXPIRED' } },
  },
  {
    name: 'has a certificate that is not good yet',
    serve: meetingWith(() => EARLY),
    expect: { failure: 'tls-certificate', detail: { code: 'CERT_NOT_YET_VALID' } },
  },
  {
    name: 'has a certificate of its own making',
    serve: meetingWith(() => UNKNOWN),
    expect: { failure: 'tls-certificate', detail: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' } },
  },
  {
    name: 'has a certificate of an unknown authority',
    components: [OPENSSL],
    serve: meetingWith(() => orphan()),
    expect: { failure: 'tls-certificate' },
  },
  {
    name: 'has a certificate for another name',
    components: [OPENSSL],
    serve: meetingWith(() => misnamed()),
    plan: trustsTheName,
    expect: { failure: 'tls-hostname', detail: { code: 'ERR_TLS_CERT_ALTNAME_INVALID' } },
  },
  {
    name: 'speaks TLS 1.2 only, and 1.3 is asked for',
    serve: ofVersion('TLSv1.2'),
    plan: only('1.3'),
    expect: { failure: 'tls-protocol' },
  },
  {
    name: 'speaks TLS 1.3 only, and 1.2 is asked for',
    serve: ofVersion('TLSv1.3'),
    plan: only('1.2'),
    expect: { failure: 'tls-protocol' },
  },
  {
    name: 'has no cipher in common',
    serve: meetingWith(() => ({ ...GOOD, maxVersion: 'TLSv1.2', ciphers: 'ECDHE-RSA-AES128-GCM-SHA256' })),
    plan: only('1.2'),
    expect: { failure: 'tls-protocol' },
  },
  {
    name: 'wants a certificate of ours, TLS 1.2',
    serve: wantingCertificate('TLSv1.2'),
    plan: only('1.2'),
    expect: { failure: 'tls-protocol' },
  },
  {
    name: 'wants a certificate of ours, TLS 1.3',
    // The alert comes after our side of the handshake is done: it is still the handshake that failed.
    serve: wantingCertificate('TLSv1.3'),
    plan: only('1.3'),
    expect: { failure: 'tls-protocol' },
  },
  {
    name: 'sends an alert at once',
    serve: onAccept((socket) => socket.end(HANDSHAKE_FAILURE)),
    lingers: true,
    expect: { failure: 'tls-protocol' },
  },
  {
    name: 'sends an alert after our hello',
    serve: onAccept((socket) => socket.once('data', () => socket.end(HANDSHAKE_FAILURE))),
    expect: { failure: 'tls-protocol' },
  },
  {
    name: 'speaks plain HTTP',
    serve: onAccept((socket) => socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))),
    expect: { failure: 'tls-protocol' },
  },
  {
    name: 'answers our hello with garbage',
    serve: onAccept((socket) => socket.once('data', () => socket.write(Buffer.alloc(300, 0xa5)))),
    expect: { failure: 'tls-protocol' },
  },
  {
    name: 'announces a TLS record of 64 KB',
    serve: onAccept((socket) => socket.once('data', () => socket.write(bytes(22, 3, 3, 0xff, 0xff, 2, 0)))),
    expect: { failure: 'tls-protocol' },
  },
  {
    name: 'is silent where TLS is asked for',
    serve: onAccept(() => {}),
    deadline: 'tls',
    expect: { failure: 'tls-timeout' },
  },
  {
    name: 'stalls in the middle of the handshake',
    serve: halfway(() => {}),
    deadline: 'tls',
    expect: { failure: 'tls-timeout' },
  },
  {
    name: 'ends the connection after our hello',
    serve: onAccept((socket) => socket.once('data', () => socket.end())),
    expect: { failure: 'tls-closed' },
  },
  {
    name: 'resets the connection after our hello',
    serve: onAccept((socket) => socket.once('data', () => socket.resetAndDestroy())),
    expect: { failure: 'tls-closed' },
  },
  {
    name: 'ends the connection in the middle of the handshake',
    serve: halfway((socket) => socket.end()),
    expect: { failure: 'tls-closed' },
  },
  {
    name: 'resets the connection in the middle of the handshake',
    serve: halfway((socket) => socket.resetAndDestroy()),
    expect: { failure: 'tls-closed' },
  },
];

const INSIDE: readonly Omit<Fault, 'secure'>[] = [
  {
    name: 'ends TLS without a close frame',
    serve: whenOpen((secure) => secure.end()),
    expect: { cause: 'fin-without-close' },
  },
  {
    name: 'ends the connection below TLS',
    serve: whenOpen((_secure, socket) => socket.end()),
    expect: { cause: 'fin-without-close' },
  },
  {
    name: 'resets the connection below TLS',
    serve: whenOpen((_secure, socket) => socket.resetAndDestroy()),
    expect: { cause: 'reset', detail: { code: 'ECONNRESET' } },
  },
  {
    name: 'lets a record through that was tampered with',
    serve: whenOpen((_secure, socket) => socket.write(bytes(23, 3, 3, 0, 40, ...Array(40).fill(7)))),
    expect: { cause: 'reset' },
  },
];

export const TLS: readonly Fault[] = [...HANDSHAKES, ...INSIDE].map((fault) => ({ ...fault, secure: true }));
