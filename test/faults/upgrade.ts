// The catalogue's upgrades: a server that accepts and then refuses, stalls, lies or breaks off before it is a
// WebSocket. Each handshake fails once, with the kind that tells an operator where to look.
import type { Socket } from 'node:net';
import type { Plan } from '../../src/plan/plan.ts';
import type { Fault } from './fault.ts';
import { status, upgradeAnswer } from './speech.ts';
import { answering, onAccept, onRequest } from './victims.ts';

/** Dials again at once, unless it was told to wait. */
const redials = (plan: Plan): Plan => ({ ...plan, pacing: { ...plan.pacing, redial: true } });
const inAnHour = () => new Date(Date.now() + 3_600_000).toUTCString();
const head = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n';
const refusing = (line: string, ...headers: string[]) => answering(status(line, ...headers));

/** So much at a time, for as long as the socket lives. */
function drip(socket: Socket, text: string, everyMs: number): void {
  let at = 0;
  const timer = setInterval(() => socket.write(text.charAt(at++ % text.length)), everyMs);
  socket.on('close', () => clearInterval(timer));
}

export const UPGRADE: readonly Fault[] = [
  {
    name: 'accepts and stays silent',
    serve: onAccept(() => {}),
    deadline: 'upgrade',
    expect: { failure: 'upgrade-timeout' },
  },
  {
    name: 'answers a byte at a time, without end',
    serve: onRequest((socket) => drip(socket, `${head}X-Slow: ${'x'.repeat(9_000)}`, 50)),
    deadline: 'upgrade',
    expect: { failure: 'upgrade-timeout' },
  },
  {
    name: 'says 100 Continue again and again',
    serve: onRequest((socket) => drip(socket, 'HTTP/1.1 100 Continue\r\n\r\n', 5)),
    deadline: 'upgrade',
    expect: { failure: 'upgrade-timeout' },
  },
  {
    name: 'sends more than 16 KB of headers',
    serve: answering(`${head}${`X-Padding: ${'x'.repeat(1_000)}\r\n`.repeat(20)}\r\n`),
    expect: { failure: 'upgrade-malformed', detail: { code: 'headers-too-large' } },
  },
  {
    name: 'sends headers without end',
    serve: onRequest((socket) => socket.write(`${head}${'X-Padding: x\r\n'.repeat(50_000)}`)),
    expect: { failure: 'upgrade-malformed', detail: { code: 'headers-too-large' } },
  },
  {
    name: 'answers with garbage',
    serve: onRequest((socket) => socket.write('\x00\x9f\xff\r\n\r\n'.repeat(40), 'latin1')),
    expect: { failure: 'upgrade-malformed', detail: { code: 'malformed' } },
  },
  {
    name: 'speaks another protocol first',
    serve: onAccept((socket) => socket.write('SSH-2.0-OpenSSH_9.6\r\n')),
    expect: { failure: 'upgrade-malformed' },
  },
  {
    name: 'speaks TLS where ws: is asked for',
    serve: onRequest((socket) => socket.end(Buffer.from([21, 3, 1, 0, 2, 2, 10]))),
    expect: { failure: 'upgrade-malformed' },
  },
  {
    name: 'answers HTTP/2',
    serve: answering('HTTP/2 200\r\n\r\n'),
    expect: { failure: 'upgrade-malformed' },
  },
  {
    name: 'answers 200 with a page',
    serve: answering('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello'),
    expect: { failure: 'upgrade-rejected', detail: { status: 200 } },
  },
  {
    name: 'answers 301',
    serve: refusing('301 Moved Permanently', 'Location: ws://127.0.0.2:1/there?token=hush'),
    expect: { failure: 'upgrade-redirect', detail: { status: 301, location: 'ws://127.0.0.2:1/there' } },
  },
  {
    name: 'answers 400',
    serve: refusing('400 Bad Request'),
    expect: { failure: 'upgrade-rejected', detail: { status: 400 } },
  },
  {
    name: 'answers 401',
    serve: refusing('401 Unauthorized', 'WWW-Authenticate: Bearer'),
    expect: { failure: 'auth-refused', detail: { status: 401 } },
  },
  {
    name: 'answers 403',
    serve: refusing('403 Forbidden'),
    expect: { failure: 'auth-refused', detail: { status: 403 } },
  },
  {
    name: 'answers 404',
    serve: refusing('404 Not Found'),
    expect: { failure: 'upgrade-rejected', detail: { status: 404 } },
  },
  {
    name: 'answers 426 to our version',
    serve: refusing('426 Upgrade Required', 'Sec-WebSocket-Version: 8'),
    expect: { failure: 'upgrade-rejected', detail: { status: 426 } },
  },
  {
    name: 'answers 429 and says when to come again in seconds',
    serve: refusing('429 Too Many Requests', 'Retry-After: 3600'),
    plan: redials,
    expect: { failure: 'throttled', detail: { status: 429 } },
  },
  {
    name: 'answers 429 and says when to come again as a date',
    serve: answering(() => status('429 Too Many Requests', `Retry-After: ${inAnHour()}`)),
    plan: redials,
    expect: { failure: 'throttled', detail: { status: 429 } },
  },
  {
    name: 'answers 500',
    serve: refusing('500 Internal Server Error'),
    expect: { failure: 'server-error', detail: { status: 500 } },
  },
  {
    name: 'answers 502',
    serve: refusing('502 Bad Gateway'),
    expect: { failure: 'server-error', detail: { status: 502 } },
  },
  {
    name: 'answers 503',
    serve: refusing('503 Service Unavailable'),
    expect: { failure: 'server-error', detail: { status: 503 } },
  },
  {
    name: 'answers 503 and says when to come again',
    serve: refusing('503 Service Unavailable', 'Retry-After: 3600'),
    plan: redials,
    expect: { failure: 'throttled', detail: { status: 503 } },
  },
  {
    name: 'answers 504',
    serve: refusing('504 Gateway Timeout'),
    expect: { failure: 'server-error', detail: { status: 504 } },
  },
  {
    name: 'accepts with the proof of another key',
    serve: answering((request) =>
      upgradeAnswer(request).replace(/(Accept: )\S+/, '$1c3Vycmx5IG5vdCB0aGlzIG9uZQ=='),
    ),
    expect: { failure: 'upgrade-accept' },
  },
  {
    name: 'accepts without a proof',
    serve: answering((request) => upgradeAnswer(request).replace(/Sec-WebSocket-Accept: \S+\r\n/, '')),
    expect: { failure: 'upgrade-accept' },
  },
  {
    name: 'upgrades to something else',
    serve: answering((request) => upgradeAnswer(request).replace('Upgrade: websocket', 'Upgrade: h2c')),
    expect: { failure: 'upgrade-malformed', detail: { code: 'missing-upgrade' } },
  },
  {
    name: 'uses an extension that nobody offered',
    serve: answering((request) => upgradeAnswer(request, 'Sec-WebSocket-Extensions: permessage-deflate')),
    expect: { failure: 'upgrade-extension' },
  },
  {
    name: 'speaks a subprotocol that nobody asked for',
    serve: answering((request) => upgradeAnswer(request, 'Sec-WebSocket-Protocol: chat')),
    expect: { failure: 'upgrade-subprotocol' },
  },
  {
    name: 'answers before it is asked',
    // Whether its words are read before our request leaves is the network's choice; an answer they are in neither case.
    serve: onAccept((socket) => socket.write(upgradeAnswer('Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='))),
    expect: { failure: ['upgrade-malformed', 'upgrade-accept'] },
  },
  {
    name: 'ends the connection instead of answering',
    serve: onRequest((socket) => socket.end()),
    expect: { failure: 'upgrade-closed', detail: { code: 'FIN' } },
  },
  {
    name: 'ends the connection within its headers',
    serve: answering(head),
    expect: { failure: 'upgrade-closed', detail: { code: 'FIN' } },
  },
  {
    name: 'resets the connection instead of answering',
    serve: onRequest((socket) => socket.resetAndDestroy()),
    expect: { failure: 'upgrade-reset', detail: { code: 'ECONNRESET' } },
  },
  {
    name: 'resets the connection within its headers',
    serve: onRequest((socket) => socket.write(head, () => socket.resetAndDestroy())),
    expect: { failure: 'upgrade-reset', detail: { code: 'ECONNRESET' } },
  },
];
