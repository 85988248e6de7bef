// The contract suite itself: a platform that uses all of the interface passes it, and a transcript that is wrong in one place
// is found out.
import { describe, expect, test } from 'bun:test';
import { ClientPlayer } from './client-player.ts';
import { lively } from './lively-vendor.ts';
import { holdsToTheLaws } from './platform-laws.ts';
import type { Transcript, TranscriptFrame, TranscriptPreparation } from './transcript.ts';

const SECOND = 1_000_000;
const headers = { authorization: 'Bearer T' };
const created = { status: 200, body: { uri: 'wss://stream.vendor.test/1' } };
const create = { method: 'POST', url: 'https://api.vendor.test/channels', headers };
const subscribe = { method: 'PUT', url: 'https://api.vendor.test/channels/topics', headers, body: ['all'] };
const session = { token: 'T' };
const source = 'busyhour';

const server = (text: string, means: string, more: Partial<TranscriptFrame> = {}) =>
  ({ from: 'server', text, means, ...more }) as const;
const client = (text: string, means: string, atUs?: number) =>
  ({ from: 'client', text, means, ...(atUs === undefined ? {} : { atUs }) }) as const;

const pad = 'x'.repeat(33);
const mark = { correlation: '42' };
const ask = {
  from: 'client',
  base64: Buffer.from(`ask 42 ${pad}`).toString('base64'),
  n: 42,
  bytes: 40,
} as const;

const LIFE = {
  name: 'a whole life',
  source,
  session,
  prepare: [
    { request: create, answer: created },
    { request: subscribe, answer: { status: 204 } },
    { dial: { url: 'wss://stream.vendor.test/1', headers: {}, subprotocols: ['lively'] } },
  ] as TranscriptPreparation[],
  frames: [
    server('welcome 1', 'ready'),
    client('subscribe 1', 'answer'),
    client('subscribe 2', 'answer'),
    { ...ask, means: 'message', ...mark },
    server('answer 42', 'reply', mark),
    server('got 42', 'ack'),
    client('beat 1', 'heartbeat', 5 * SECOND),
    server('ping 3', 'heartbeat', { atUs: 6 * SECOND }),
    client('pong 3', 'answer'),
    server('leaving 1', 'closing'),
    client('beat 2', 'heartbeat', 10 * SECOND),
    client('beat 3', 'heartbeat', 15 * SECOND),
    client('beat 4', 'heartbeat', 20 * SECOND),
  ] as TranscriptFrame[],
  // It heard something between five seconds and ten, and learns that at ten.
  close: { by: 'client', atUs: 22 * SECOND, means: 'keep-alive-timeout-ours' },
} as const satisfies Transcript;

const TRANSCRIPTS: readonly Transcript[] = [
  LIFE,
  {
    name: 'refused before a dial',
    source,
    session,
    frames: [],
    prepare: [
      { request: create, answer: { status: 401 } },
      { failed: 'auth-refused', retryAfterUs: -1 },
    ],
  },
  {
    name: 'throttled before a dial',
    source,
    session,
    frames: [],
    prepare: [
      { request: create, answer: created },
      { request: subscribe, answer: { status: 429, headers: { 'retry-after': '3' } } },
      { failed: 'throttled', retryAfterUs: 3 * SECOND },
    ],
  },
];

describe('a platform with all that the interface can say', () => holdsToTheLaws(lively, TRANSCRIPTS));

describe('a transcript that is wrong in one place is found out', () => {
  const without = (text: string) => ({ ...LIFE, frames: LIFE.frames.filter((frame) => frame.text !== text) });
  const changed = (text: string, more: Partial<TranscriptFrame>) => ({
    ...LIFE,
    frames: LIFE.frames.map((frame) => (frame.text === text ? { ...frame, ...more } : frame)),
  });
  const WRONG: Record<string, Transcript> = {
    'an answer is missing': without('pong 3'),
    'the second of two answers is missing': without('subscribe 2'),
    'an answer says something else': changed('pong 3', { text: 'pong 4' }),
    'a heartbeat is missing': without('beat 3'),
    'the last heartbeat is missing': without('beat 4'),
    'a heartbeat is late': changed('beat 2', { atUs: 10 * SECOND + 1 }),
    'a heartbeat is binary': changed('beat 1', { text: undefined, base64: 'YmVhdCAx' } as never),
    'a frame means something else': changed('leaving 1', { means: 'event' }),
    'a reply is to another message': changed('answer 42', { correlation: '43' }),
    'a message is not as it is made': {
      ...LIFE,
      frames: LIFE.frames.map((f) => (f.n ? { ...f, bytes: 41 } : f)),
    },
    'a message is one-way': { ...LIFE, frames: LIFE.frames.map((f) => (f.n ? { ...f, oneWay: true } : f)) },
    'the close has another cause': { ...LIFE, close: { ...LIFE.close, means: 'throttled' } },
    'the close is earlier': { ...LIFE, close: { ...LIFE.close, atUs: 21 * SECOND } },
    'a request is another': { ...LIFE, prepare: [LIFE.prepare[1]!, ...LIFE.prepare.slice(1)] },
    'the dial is another': {
      ...LIFE,
      prepare: [...LIFE.prepare.slice(0, 2), { dial: { url: 'wss://x', headers: {}, subprotocols: [] } }],
    },
    'it ends before the dial': {
      ...LIFE,
      prepare: [...LIFE.prepare.slice(0, 2), { failed: 'throttled', retryAfterUs: -1 }],
    },
  };
  test('as it is, it is right', () => ClientPlayer.play(lively, LIFE));
  for (const [name, transcript] of Object.entries(WRONG))
    test(name, () => expect(() => ClientPlayer.play(lively, transcript)).toThrow());
});
