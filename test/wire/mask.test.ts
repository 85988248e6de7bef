// Masking: twice is nothing, and long payloads are masked as short ones are.
import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { maskInto } from '../../src/wire/mask.ts';

const payloads = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.uint8Array({ minLength: 180, maxLength: 700 }),
);
const keys = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });

test('each byte is XORed with its byte of the key, at any alignment', () => {
  fc.assert(
    fc.property(payloads, keys, fc.nat(9), fc.nat(5), (payload, key, at, start) => {
      const from = Math.min(start, payload.length);
      const target = new Uint8Array(at + payload.length + 1);
      const end = maskInto(target, at, payload, from, payload.length, key);
      expect(end).toBe(at + payload.length - from);
      for (let index = from; index < payload.length; index++) {
        const shift = 24 - 8 * ((index - from) % 4);
        expect(target[at + index - from]).toBe(payload[index]! ^ ((key >>> shift) & 0xff));
      }
      expect(target[end]).toBe(0);
    }),
    { numRuns: 300 },
  );
});

test('unmasking what was masked gives it back, in place too', () => {
  fc.assert(
    fc.property(payloads, keys, fc.nat(7), (payload, key, shift) => {
      const room = new Uint8Array(shift + payload.length);
      room.set(payload, shift);
      maskInto(room, shift, room, shift, room.length, key);
      maskInto(room, shift, room, shift, room.length, key);
      expect(room.subarray(shift)).toEqual(payload);
    }),
    { numRuns: 300 },
  );
});
