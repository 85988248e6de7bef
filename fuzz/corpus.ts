// Payloads to build frame streams of: texts that cut badly (two to four bytes a character), lengths on both sides of
// every border, what the platforms say, and compressed forms, right and wrong. Made once from the seed; shares no code
// with src/wire, whose word is what is on trial.
import { constants, deflateRawSync } from 'node:zlib';
import { hashOf } from './noting-sink.ts';
import { drawPayload } from './payload-texts.ts';
import { Random } from './random.ts';

export interface Payload {
  readonly isText: boolean;
  readonly bytes: Uint8Array;
  readonly hash: number;
  /** As permessage-deflate sends it. */
  readonly deflated: Uint8Array;
}

export interface Corpus {
  readonly payloads: readonly Payload[];
  /** At most 125 bytes. */
  readonly controls: readonly Payload[];
  /** Over 64 KiB: few streams hold one. */
  readonly large: readonly Payload[];
  /** What no sender of one message would write: cut off, never-ending, blown up. */
  readonly badDeflated: readonly Uint8Array[];
}

const STREAM = 101;
const LENGTHS = [
  0, 1, 2, 7, 8, 31, 64, 124, 125, 126, 127, 128, 129, 131, 199, 200, 201, 255, 256, 600, 4_095, 4_096, 4_097,
];
const LARGE_LENGTHS = [65_534, 65_535, 65_536, 65_537, 70_001];
const WORDS = [
  'a',
  'busy hour',
  'ü',
  'ß',
  '߿',
  '€',
  '한',
  '￿',
  '𝄞',
  '👩‍🚒',
  '\u{10ffff}',
  '\0',
  '\x7f',
  '\u0080',
  '{"a":1}',
];
const PLATFORM_TEXTS = 150;
const CLOSES = 24;

function describe(isText: boolean, bytes: Uint8Array): Payload {
  return { isText, bytes, hash: hashOf(bytes), deflated: deflate(bytes) };
}

function deflate(bytes: Uint8Array): Uint8Array {
  return deflateRawSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, -4);
}

/** Of nearly `length` bytes: never a cut character. */
function drawText(random: Random, length: number): Uint8Array {
  const parts: string[] = [];
  const isAscii = random.chance(0.4);
  for (let room = length; room > 0; ) {
    const word = isAscii ? String.fromCharCode(random.between(0x20, 0x7e)) : random.pick(WORDS);
    if (Buffer.byteLength(word) > room) break;
    parts.push(word);
    room -= Buffer.byteLength(word);
  }
  return Buffer.from(parts.join(''));
}

function drawBinary(random: Random, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => random.below(256));
}

function makeBadDeflated(random: Random): Uint8Array[] {
  const good = deflate(drawText(random, 600));
  const ended = deflateRawSync(Buffer.from('ended'));
  return [
    good.subarray(0, good.length >> 1),
    drawBinary(random, 90),
    // A stream that ends, once, often, and too often.
    ended,
    Buffer.concat(Array(3).fill(ended)),
    Buffer.concat(Array(40).fill(ended)),
    // Bombs: a thousand to one.
    deflate(Buffer.alloc(1_000)),
    deflate(Buffer.alloc(80_000)),
    deflate(Buffer.alloc(5_000_000)),
    // Deflated, and no UTF-8.
    deflate(Uint8Array.from([0x61, 0xff, 0x62])),
  ];
}

export function makeCorpus(seed: number): Corpus {
  const random = new Random(seed, STREAM, 0);
  const both = (length: number) => [
    describe(true, drawText(random, length)),
    describe(false, drawBinary(random, length)),
  ];
  const spoken = Array.from({ length: PLATFORM_TEXTS }, () =>
    describe(true, Buffer.from(drawPayload(random))),
  );
  return {
    payloads: [...LENGTHS.flatMap(both), ...spoken.filter(({ bytes }) => bytes.length < 5_000)],
    controls: Array.from({ length: CLOSES }, () => describe(false, drawText(random, random.below(124)))),
    large: LARGE_LENGTHS.flatMap(both),
    badDeflated: makeBadDeflated(random),
  };
}
