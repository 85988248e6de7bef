// Codes and statuses as the closed unions have them: every one of a list that is closed, and what falls outside of it.
import { expect, test } from 'bun:test';
import fc from 'fast-check';
import {
  closeCause,
  connectFailure,
  disconnectCause,
  dnsFailure,
  tlsFailure,
  upgradeFailure,
} from '../../../src/engine/connection/classify.ts';
import { CLOSE_CAUSES, FAILURE_KINDS } from '../../../src/metrics/outcome.ts';

test("a connect that fails: by the kernel's own code", () => {
  const kinds = {
    ECONNREFUSED: 'tcp-refused',
    ECONNRESET: 'tcp-reset',
    ETIMEDOUT: 'tcp-timeout',
    EHOSTUNREACH: 'tcp-unreachable',
    ENOTFOUND: 'dns-not-found',
    EMFILE: 'local-limit',
    EADDRNOTAVAIL: 'local-limit',
    ESOMETHING: 'tcp-unreachable',
  } as const;
  for (const [code, kind] of Object.entries(kinds)) expect(connectFailure(code)).toBe(kind);
});

test('a name: not now is no verdict on the name', () => {
  expect(['EAI_AGAIN', 'ETIMEOUT', 'DNS_ETIMEOUT'].map(dnsFailure)).toEqual(Array(3).fill('dns-timeout'));
  expect(['ENOTFOUND', 'UNKNOWN', undefined].map(dnsFailure)).toEqual(Array(3).fill('dns-not-found'));
});

test('TLS: the certificate, its name, the end, or the protocol', () => {
  expect(tlsFailure('ERR_TLS_CERT_ALTNAME_INVALID')).toBe('tls-hostname');
  expect(tlsFailure('HOSTNAME_MISMATCH')).toBe('tls-hostname');
  for (const code of [
    'CERT_HAS_EXPIRED',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'UNABLE_TO_GET_ISSUER_CERT',
    'INVALID_CA',
  ])
    expect(tlsFailure(code)).toBe('tls-certificate');
  expect(['ECONNRESET', 'EPIPE'].map(tlsFailure)).toEqual(['tls-closed', 'tls-closed']);
  expect(tlsFailure('EPROTO')).toBe('tls-protocol');
});

test('a status: refusals, throttles and failures of the server are kept apart', () => {
  const of = (status: number, hasRetryAfter = false) => upgradeFailure({ status }, hasRetryAfter);
  expect([401, 403].map((status) => of(status))).toEqual(['auth-refused', 'auth-refused']);
  expect([of(429), of(503, true)]).toEqual(['throttled', 'throttled']);
  expect([of(503), of(500), of(599)]).toEqual(['server-error', 'server-error', 'server-error']);
  expect([of(301), of(399)]).toEqual(['upgrade-redirect', 'upgrade-redirect']);
  expect([of(200), of(404), of(426), of(404, true)]).toEqual(Array(4).fill('upgrade-rejected'));
});

test("a close code: RFC 6455's own reading", () => {
  const causes = {
    1000: 'normal',
    1001: 'going-away',
    1002: 'protocol-error',
    1003: 'protocol-error',
    1005: 'no-status',
    1007: 'protocol-error',
    1008: 'policy',
    1009: 'too-big',
    1010: 'protocol-error',
    1011: 'server-error',
    1014: 'server-error',
    3000: 'application',
    4999: 'application',
    1015: 'unknown',
    2999: 'unknown',
    5000: 'unknown',
  } as const;
  for (const [code, cause] of Object.entries(causes)) expect(closeCause(Number(code))).toBe(cause);
});

test('the end of a connection without a close frame', () => {
  expect([disconnectCause(null), disconnectCause('ECONNRESET'), disconnectCause('EPIPE')]).toEqual([
    'fin-without-close',
    'reset',
    'reset',
  ]);
});

test('whatever a system or a peer says, it is in the unions', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 100, max: 599 }), fc.nat(65_535), (code, status, close) => {
      for (const kind of [connectFailure(code), dnsFailure(code), tlsFailure(code)])
        expect(FAILURE_KINDS).toContain(kind);
      expect(FAILURE_KINDS).toContain(upgradeFailure({ status }, false));
      expect(CLOSE_CAUSES).toContain(closeCause(close));
    }),
  );
});
