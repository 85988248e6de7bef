// Answers to an upgrade request, as header lines: right ones of every kind (with interim heads, subprotocols, extension
// parameters, refusals that say when to come again), and what spoils lines in particular. Written from RFC 9112 and
// RFC 6455 without a line of src/wire.
import type { Random } from './random.ts';

export interface Asked {
  readonly accept: string;
  readonly subprotocols: readonly string[];
  readonly deflate: boolean;
}

const DEFLATE = [
  'permessage-deflate; server_no_context_takeover',
  'permessage-deflate; server_no_context_takeover; client_no_context_takeover',
  'permessage-deflate;server_no_context_takeover;client_max_window_bits=9',
  'permessage-deflate; server_no_context_takeover; server_max_window_bits="12"',
  'permessage-deflate',
  'permessage-deflate; server_no_context_takeover; client_max_window_bits=16',
  'permessage-deflate; server_no_context_takeover, permessage-deflate',
  'x-webkit-deflate-frame',
];
const REFUSALS = [
  '200 OK',
  '301 Moved',
  '401 Unauthorized',
  '403 No',
  '404 Not Found',
  '429 Too Many',
  '500 Oh',
  '503 Busy',
  '101',
];
const WAITS = [
  '0',
  '7',
  '120',
  '99999999999999999999',
  '-1',
  '1.5',
  'Wed, 21 Oct 2015 07:28:00 GMT',
  'Fri Oct  6 08:49:37 2034',
  'Sunday, 06-Nov-94 08:49:37 GMT',
  'Wed, 99 Xyz 9999 99:99:99 GMT',
  '',
];
const HUGE = ['99999999999999999999', '4294967296', '-1', '0x10', '1e9', '00000000000000000101', ''];
const LONG = [100, 8_000, 16_300, 16_384, 20_000];

function drawLines(random: Random, asked: Asked): string[] {
  const lines = [
    `HTTP/1.1 101 Switching Protocols`,
    random.pick(['Upgrade: websocket', 'upgrade:WebSocket', 'Upgrade:\twebsocket \t']),
    random.pick(['Connection: Upgrade', 'Connection: keep-alive, Upgrade', 'connection:upgrade']),
    `Sec-WebSocket-Accept: ${asked.accept}`,
  ];
  if (asked.subprotocols.length > 0) lines.push(`Sec-WebSocket-Protocol: ${random.pick(asked.subprotocols)}`);
  if (asked.deflate && random.chance(0.6)) lines.push(`Sec-WebSocket-Extensions: ${random.pick(DEFLATE)}`);
  while (random.chance(0.3))
    lines.push(random.pick(['Server: x', 'Date: now', 'X-A: b, c', 'Set-Cookie: a=b; c']));
  return lines;
}

function drawRefusal(random: Random): string[] {
  const lines = [`HTTP/1.${random.below(2)} ${random.pick(REFUSALS)}`];
  if (random.chance(0.5)) lines.push(`Retry-After: ${random.pick(WAITS)}`);
  if (random.chance(0.3)) lines.push('Location: wss://127.0.0.1/there?access_token=hush');
  lines.push('Content-Length: 0');
  return lines;
}

type LineMutation = (lines: string[], random: Random) => void;

const LINE_MUTATIONS: readonly LineMutation[] = [
  // A header once more, elsewhere; or many times, up to and beyond what is allowed.
  (lines, random) => void lines.splice(random.below(lines.length + 1), 0, random.pick(lines)),
  (lines, random) => {
    const line = random.pick(lines);
    for (let left = random.between(1, 120); left > 0; left--) lines.push(line);
  },
  (lines, random) => void lines.splice(random.below(lines.length), 1),
  (lines, random) => void lines.reverse().splice(0, random.below(2)),
  // Numbers that fit nowhere.
  (lines, random) => change(lines, random, (line) => line.replace(/\d+/, random.pick(HUGE))),
  (lines, random) => void lines.push(`Retry-After: ${random.pick(WAITS)}`),
  (lines, random) => void lines.push(`Sec-WebSocket-Extensions: ${random.pick(DEFLATE)}`),
  (lines, random) => void lines.push(`Sec-WebSocket-Protocol: ${random.pick(['chat', 'v2', 'none', ''])}`),
  // Folding, spaces where none may be, ends of lines inside of them, what is no ASCII.
  (lines, random) => change(lines, random, (line) => ` ${line}`),
  (lines, random) =>
    change(lines, random, (line) => line.replace(':', random.pick([' :', ':\r\n ', '', '::', '\0:']))),
  (lines, random) =>
    change(lines, random, (line) => `${line}${random.pick(['\r', '\n', '\0', '\r\nX: y', ' \t', '\xff'])}`),
  (lines, random) =>
    change(lines, random, (line) => (random.chance(0.5) ? line.toUpperCase() : line.toLowerCase())),
  (lines, random) => void lines.push(`X: ${'y'.repeat(random.pick(LONG))}`),
  (lines, random) => void lines.push(`${'z'.repeat(random.pick(LONG))}: y`),
];

function change(lines: string[], random: Random, by: (line: string) => string): void {
  const at = random.below(lines.length);
  lines[at] = by(lines[at] ?? '');
}

/** A whole head. Spoilt lines are for the caller to ask for; spoilt bytes are somebody else's business. */
export function drawAnswer(random: Random, asked: Asked, spoils: boolean): string {
  const lines = random.chance(0.75) ? drawLines(random, asked) : drawRefusal(random);
  const most = spoils ? 4 : 0;
  for (let done = 0; done < most && lines.length > 0 && random.chance(0.6); done++)
    random.pick(LINE_MUTATIONS)(lines, random);
  const interim = random.chance(0.1) ? 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(random.between(1, 3)) : '';
  return `${interim}${lines.join('\r\n')}\r\n\r\n`;
}
