// Validation against the runtime's own decoder, whole and in pieces, for short and for long payloads.
import { describe, expect, test } from 'bun:test';
import { isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import { advanceUtf8, isValidUtf8, UTF8_COMPLETE, UTF8_INVALID } from '../../src/wire/utf8.ts';
import { chunkSizes, hex, inChunks } from './server-frames.ts';

function decodes(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function stateAfter(bytes: Uint8Array, sizes: readonly number[]): number {
  let state = UTF8_COMPLETE;
  for (const chunk of inChunks(bytes, sizes)) state = advanceUtf8(state, chunk, 0, chunk.length);
  return state;
}

/** Text, sometimes long, with at most a few bytes spoilt or cut off. */
const nearlyText = fc
  .record({
    text: fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.string({ unit: 'grapheme', maxLength: 400 }),
    ),
    times: fc.constantFrom(1, 1, 1, 7),
    spoilt: fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 2 }),
    cut: fc.nat(3),
  })
  .map(({ text, times, spoilt, cut }) => {
    const bytes = Buffer.from(text.repeat(times));
    for (const [where, value] of spoilt) if (bytes.length > 0) bytes[where % bytes.length] = value;
    return new Uint8Array(bytes.subarray(0, Math.max(0, bytes.length - cut)));
  });

describe('UTF-8', () => {
  test('of whole payloads is what the decoder accepts', () => {
    fc.assert(
      fc.property(fc.oneof(nearlyText, fc.uint8Array({ maxLength: 200 })), (bytes) => {
        const padded = Buffer.concat([hex('ff'), bytes, hex('ff')]);
        expect(isValidUtf8(padded, 1, 1 + bytes.length)).toBe(decodes(bytes));
      }),
      { numRuns: 600 },
    );
  });

  test('in pieces is the same as whole', () => {
    fc.assert(
      fc.property(nearlyText, fc.oneof(chunkSizes, fc.constant([150])), (bytes, sizes) => {
        expect(stateAfter(bytes, sizes) === UTF8_COMPLETE).toBe(decodes(bytes));
      }),
      { numRuns: 600 },
    );
  });

  test('every code point of interest, and every two bytes', () => {
    for (const point of [0, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xfffd, 0xffff, 0x10000, 0x10ffff]) {
      const bytes = Buffer.from(String.fromCodePoint(point));
      expect(stateAfter(bytes, [1])).toBe(UTF8_COMPLETE);
    }
    for (let pair = 0; pair < 65_536; pair++) {
      const bytes = new Uint8Array([pair >> 8, pair & 0xff]);
      if (isValidUtf8(bytes, 0, 2) !== isUtf8(bytes)) throw new Error(`wrong about ${pair.toString(16)}`);
    }
  });

  test('refuses at the byte after which nothing can follow', () => {
    for (const bytes of ['c0', 'c1', 'f5', 'ff', 'e0 9f', 'ed a0', 'f0 8f', 'f4 90', 'e2 82 28', '80']) {
      expect(stateAfter(hex(bytes), [1])).toBe(UTF8_INVALID);
    }
    expect(stateAfter(hex('f4 8f bf'), [1])).toBeGreaterThan(0);
  });
});
