// What platforms say, as texts: envelopes of the guide's two platforms and lines of the plain one, their fields filled
// from values that a careless reader trips over. Written from the golden transcripts, not from src/platform.
import type { Random } from './random.ts';

const TYPES = [
  'message',
  'message.reply',
  'event',
  'authenticated',
  'auth_failed',
  'token_expired',
  'throttle',
  'heartbeat',
  'AUTHENTICATED',
  'AUTH_FAILED',
  'TOKEN_EXPIRED',
  'THROTTLE',
  'HEARTBEAT',
  'MESSAGE_REPLY',
  '',
  // What every object answers to without having it.
  'constructor',
  '__proto__',
  'toString',
  'hasOwnProperty',
  'valueOf',
];
const VALUES = [
  'null',
  'true',
  '0',
  '-0',
  '-1',
  '1',
  '2.5',
  '86399.9999',
  '86400',
  '1e15',
  '9007199254740991',
  '9007199254740993',
  '1e308',
  '-1e308',
  '1e999',
  '""',
  '"x"',
  '"bh-0"',
  '"bh-7"',
  '"bh-999999999999"',
  '"bh-9999999999999"',
  '"\\u0000"',
  '"\\ud800"',
  '"__proto__"',
  '{}',
  '[]',
  '[[[[]]]]',
  '{"seq":1}',
];
const KEYS = [
  'seq',
  'sentAtUs',
  'retryAfter',
  'correlationId',
  'text',
  'token',
  'type',
  '__proto__',
  'constructor',
  'length',
];
const NUMBERS = ['0', '1', '0000000001', '9999999999', '99999999999999999999', '-1', '1.5', '1e3', '١'];
const CORRELATIONS = ['bh-0', 'bh-3', 'bh-999999999999', 'x', ''];
const DEEP = [100, 20_000, 100_000];

function object(random: Random): string {
  const fields = Array.from(
    { length: random.below(5) },
    () => `"${random.pick(KEYS)}":${random.pick(VALUES)}`,
  );
  return `{${fields.join(',')}}`;
}

function field(random: Random, name: string, value: string): string {
  return random.chance(0.03) ? '' : `,"${name}":${random.chance(0.06) ? random.pick(VALUES) : value}`;
}

/** A field may be missing, of the wrong type, or there twice. */
function envelope(random: Random, type: string, data: string, last: string, lastValue: string): string {
  const fields = [
    field(random, type, `"${random.pick(TYPES)}"`),
    field(random, data, object(random)),
    field(random, last, lastValue),
    random.chance(0.2) ? field(random, random.pick(KEYS), random.pick(VALUES)) : '',
  ];
  return `{${fields.join('').slice(1)}}`;
}

function line(random: Random): string {
  const number = () => random.pick(NUMBERS);
  return random.pick([
    `bh:${number()}`,
    `bh:${String(random.below(9)).padStart(10, '0')}${'x'.repeat(random.below(40))}`,
    `event seq=${number()} sentAtUs=${number()} ${'x'.repeat(random.below(80))}`,
    'event seq=',
    'hello',
  ]);
}

function nest(random: Random): string {
  const depth = random.pick(DEEP);
  const [open, close] = random.pick([
    ['[', ']'],
    ['{"a":', '}'],
  ] as const);
  return `${open.repeat(depth)}1${random.chance(0.5) ? close.repeat(depth) : ''}`;
}

/** One message of a platform: of the one named for the most part, otherwise of any. */
export function drawPayload(random: Random, platform = ''): string {
  if (random.chance(0.003)) return nest(random);
  const speaks = random.chance(0.85) ? platform : random.pick(['genesys-guide', 'cxone-guide', 'plain']);
  if (speaks === 'genesys-guide') return envelope(random, 'type', 'data', 'metadata', object(random));
  if (speaks === 'cxone-guide')
    return envelope(random, 'eventType', 'payload', 'correlationId', `"${random.pick(CORRELATIONS)}"`);
  return speaks === 'plain'
    ? line(random)
    : drawPayload(random, random.pick(['genesys-guide', 'cxone-guide', 'plain']));
}
