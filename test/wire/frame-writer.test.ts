// A client's frames against RFC 6455's vectors and against a decoder that shares nothing with the writer.
import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { OPCODE } from '../../src/wire/frame-header.ts';
import {
  fragmentedBytes,
  frameBytes,
  writeClose,
  writeFragment,
  writeFragmented,
  writeFrame,
  writePing,
  writePong,
} from '../../src/wire/frame-writer.ts';
import { RandomPool } from '../../src/wire/random-pool.ts';
import { decodeClientFrames, hex } from './server-frames.ts';

const KEY = 0x37fa213d;
const HELLO = Buffer.from('Hello');
const anyKey = fc.integer({ min: -(2 ** 31), max: 2 ** 32 - 1 });

describe('vectors of RFC 6455 section 5.7', () => {
  test('a masked text', () => {
    const target = Buffer.alloc(11);
    expect(writeFrame(target, 0, OPCODE.text, true, false, HELLO, KEY)).toBe(11);
    expect(target).toEqual(hex('81 85 37 fa 21 3d 7f 9f 4d 51 58'));
  });
  test('a masked pong', () => {
    const target = Buffer.alloc(11);
    expect(writePong(target, 0, KEY, HELLO)).toBe(11);
    expect(target).toEqual(hex('8a 85 37 fa 21 3d 7f 9f 4d 51 58'));
  });
});

describe('a frame', () => {
  test('decodes to what was written, at any offset, with any key and length', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 2000, size: 'max' })),
        fc.constantFrom(OPCODE.text, OPCODE.binary, OPCODE.continuation),
        fc.boolean(),
        fc.boolean(),
        anyKey,
        fc.nat(9),
        (payload, opcode, fin, rsv1, key, offset) => {
          const target = Buffer.alloc(offset + frameBytes(payload.length) + 1, 0xee);
          const end = writeFrame(target, offset, opcode, fin, rsv1, payload, key);
          expect(end).toBe(target.length - 1);
          expect(target[end]).toBe(0xee);
          expect(decodeClientFrames(target.subarray(offset, end))).toEqual([
            { opcode, fin, rsv1, key: key >>> 0, payload: Buffer.from(payload) },
          ]);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('of every length form takes the bytes it says', () => {
    for (const length of [0, 1, 125, 126, 65_535, 65_536, 70_000]) {
      const target = Buffer.alloc(frameBytes(length));
      expect(writeFrame(target, 0, OPCODE.binary, true, false, Buffer.alloc(length, 5), 9)).toBe(
        target.length,
      );
      expect(decodeClientFrames(target)[0]!.payload.equals(Buffer.alloc(length, 5))).toBe(true);
    }
  });

  test('that does not fit is not begun', () => {
    const target = Buffer.alloc(10, 0xee);
    expect(writeFrame(target, 0, OPCODE.text, true, false, HELLO, KEY)).toBe(-1);
    expect(target).toEqual(Buffer.alloc(10, 0xee));
  });

  test('may be a part of a larger array', () => {
    const target = Buffer.alloc(8);
    writeFrame(target, 0, OPCODE.text, true, false, HELLO, KEY, 1, 3);
    expect(decodeClientFrames(target)[0]!.payload.toString()).toBe('el');
  });
});

describe('fragments', () => {
  test('join to the message; opcode and RSV1 only on the first, FIN only on the last, a key for each', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 500 }),
        fc.integer({ min: 1, max: 200 }),
        fc.boolean(),
        (payload, fragmentBytes, rsv1) => {
          const target = Buffer.alloc(fragmentedBytes(payload.length, fragmentBytes));
          const random = new RandomPool();
          const end = writeFragmented(target, 0, OPCODE.binary, rsv1, payload, fragmentBytes, random);
          expect(end).toBe(target.length);
          const frames = decodeClientFrames(target);
          const last = Math.max(1, Math.ceil(payload.length / fragmentBytes)) - 1;
          expect(frames.length).toBe(last + 1);
          expect(Buffer.concat(frames.map((frame) => frame.payload))).toEqual(Buffer.from(payload));
          for (const [index, frame] of frames.entries()) {
            expect(frame.opcode).toBe(index === 0 ? OPCODE.binary : OPCODE.continuation);
            expect(frame.rsv1).toBe(rsv1 && index === 0);
            expect(frame.fin).toBe(index === last);
          }
          const keys = new Set(frames.map((frame) => frame.key));
          expect(frames.length - keys.size).toBeLessThanOrEqual(1);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('let control frames between them', () => {
    const target = Buffer.alloc(100);
    let at = writeFragment(target, 0, OPCODE.text, false, HELLO, 1, 0, 2);
    at = writePing(target, at, 2);
    at = writeFragment(target, at, OPCODE.text, false, HELLO, 3, 2, 5);
    const frames = decodeClientFrames(target.subarray(0, at));
    expect(frames.map((frame) => [frame.opcode, frame.fin, frame.payload.toString()])).toEqual([
      [OPCODE.text, false, 'He'],
      [OPCODE.ping, true, ''],
      [OPCODE.continuation, true, 'llo'],
    ]);
  });

  test('that do not all fit are not begun', () => {
    const target = Buffer.alloc(fragmentedBytes(5, 2) - 1, 0xee);
    expect(writeFragmented(target, 0, OPCODE.text, false, HELLO, 2, new RandomPool())).toBe(-1);
    expect(writeFragmented(target, 0, OPCODE.text, false, HELLO, 0, new RandomPool())).toBe(-1);
    expect(target.every((byte) => byte === 0xee)).toBe(true);
  });
});

describe('control frames', () => {
  test('a ping and a pong of at most 125 bytes', () => {
    const target = Buffer.alloc(200);
    const end = writePing(target, 0, 7, Buffer.alloc(125, 1));
    expect(decodeClientFrames(target.subarray(0, end))[0]).toMatchObject({ opcode: OPCODE.ping, fin: true });
    expect(writePing(target, 0, 7, Buffer.alloc(126, 1))).toBe(-1);
    const pongEnd = writePong(target, 0, 7, Buffer.from('xHellox'), 1, 6);
    expect(decodeClientFrames(target.subarray(0, pongEnd))[0]!.payload).toEqual(HELLO);
  });

  const closed = (code: number, reason?: string): string => {
    const target = Buffer.alloc(200);
    const end = writeClose(target, 0, KEY, code, reason);
    const [frame, ...others] = decodeClientFrames(target.subarray(0, end));
    expect(others).toEqual([]);
    expect(frame).toMatchObject({ opcode: OPCODE.close, fin: true, rsv1: false });
    return frame!.payload.toString('hex');
  };

  test('a close with a code and a reason', () => {
    expect(closed(1000)).toBe('03e8');
    expect(closed(4000, 'bye')).toBe('0fa0627965');
  });
  test('a close without a code, where there is none or it may not be sent', () => {
    for (const code of [1005, 1006, 1015, 999, 2000, 5000]) expect(closed(code, 'why')).toBe('');
  });
  test('a long reason is cut between two characters', () => {
    const payload = Buffer.from(closed(1000, `${'a'.repeat(122)}€€`), 'hex');
    expect(payload.subarray(2).toString()).toBe('a'.repeat(122));
    expect(Buffer.from(closed(1000, 'b'.repeat(500)), 'hex').length).toBe(125);
  });
});
