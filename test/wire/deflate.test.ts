// permessage-deflate against RFC 7692's vectors, and its ceiling against bombs and rubbish.
import { describe, expect, test } from 'bun:test';
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { MessageDeflate } from '../../src/wire/deflate.ts';
import { FrameParser } from '../../src/wire/frame-parser.ts';
import { ParserLimits } from '../../src/wire/parser-limits.ts';
import { RecordingSink } from './recording-sink.ts';
import { encodeFrame, hex } from './server-frames.ts';

const deflate = new MessageDeflate({ clientWindowBits: 15, serverWindowBits: 15 });
const HELLO = '48656c6c6f';

function parse(bytes: Uint8Array, limits = new ParserLimits()) {
  const sink = new RecordingSink();
  const error = new FrameParser(limits, deflate).push(bytes, sink);
  return { told: sink.told, code: error?.code ?? null };
}

function inflated(bytes: Uint8Array, maxBytes = 1000): string {
  const padded = Buffer.concat([hex('ff'), bytes, hex('ff')]);
  const result = deflate.inflate(padded, 1, padded.length - 1, maxBytes);
  return typeof result === 'string' ? result : Buffer.from(result).toString('latin1');
}

describe('vectors of RFC 7692 section 7.2.3', () => {
  test('1: one compressed message, whole and in two fragments', () => {
    expect(parse(hex('c1 07 f2 48 cd c9 c9 07 00'))).toEqual({ told: [['text', HELLO]], code: null });
    expect(parse(hex('41 03 f2 48 cd 80 04 c9 c9 07 00'))).toEqual({ told: [['text', HELLO]], code: null });
  });
  test('1: and what we send is the same', () => {
    expect(Buffer.from(deflate.compress(Buffer.from('Hello')))).toEqual(hex('f2 48 cd c9 c9 07 00'));
  });
  test('2: the same message twice without a shared window; with one it refers to what we forgot', () => {
    const twice = hex('c1 07 f2 48 cd c9 c9 07 00 c1 07 f2 48 cd c9 c9 07 00');
    expect(parse(twice).told).toEqual([
      ['text', HELLO],
      ['text', HELLO],
    ]);
    expect(parse(hex('c1 07 f2 48 cd c9 c9 07 00 c1 05 f2 00 11 00 00')).code).toBe('deflate-corrupt');
  });
  test('3: a stored block', () => {
    expect(parse(hex('c1 0b 00 05 00 fa ff 48 65 6c 6c 6f 00')).told).toEqual([['text', HELLO]]);
  });
  test('4: a block that says it is the last', () =>
    expect(inflated(hex('f3 48 cd c9 c9 07 00 00'))).toBe('Hello'));
  test('5: two blocks', () => expect(inflated(hex('f2 48 05 00 00 00 ff ff ca c9 c9 07 00'))).toBe('Hello'));
  test('6: an empty message, both ways', () => {
    expect(inflated(hex('00'))).toBe('');
    expect(Buffer.from(deflate.compress(new Uint8Array(0)))).toEqual(hex('00'));
  });
});

describe('RSV1', () => {
  test('is only for the first frame of a data message', () => {
    expect(parse(hex('01 01 61 c0 01 62')).code).toBe('reserved-bits');
    expect(parse(hex('c9 00')).code).toBe('reserved-bits');
    expect(parse(hex('a1 00')).code).toBe('reserved-bits');
  });
  test('needs negotiation', () => {
    const error = new FrameParser(new ParserLimits()).push(
      hex('c1 07 f2 48 cd c9 c9 07 00'),
      new RecordingSink(),
    );
    expect(error?.code).toBe('reserved-bits');
  });
  test('is each message its own choice', () => {
    expect(parse(hex('81 01 61 c1 07 f2 48 cd c9 c9 07 00')).told).toEqual([
      ['text', '61'],
      ['text', HELLO],
    ]);
  });
});

describe('inflating', () => {
  test('stops at the ceiling, and reaches it', () => {
    const bomb = Buffer.from(deflate.compress(Buffer.alloc(5_000_000, 0x61)));
    expect(inflated(bomb, 100_000)).toBe('deflate-too-big');
    expect(inflated(bomb, 4_999_999)).toBe('deflate-too-big');
    expect(inflated(bomb, 5_000_000).length).toBe(5_000_000);
    const frame = encodeFrame({ opcode: 2, rsv1: true, payload: bomb });
    expect(parse(frame, new ParserLimits({ maxMessageBytes: 100_000 })).code).toBe('deflate-too-big');
  });
  test('counts all the streams of a message', () => {
    const final = deflateRawSync(Buffer.from('Hello'));
    const twice = Buffer.concat([final, final, hex('00')]);
    expect(inflated(twice)).toBe('HelloHello');
    expect(inflated(twice, 10)).toBe('HelloHello');
    expect(inflated(twice, 9)).toBe('deflate-too-big');
    expect(inflated(twice, 5)).toBe('deflate-too-big');
    expect(inflated(Buffer.concat([final, deflateRawSync(hex('61')), hex('00')]), 5)).toBe('deflate-too-big');
    expect(inflated(Buffer.concat([...Array(100).fill(final), hex('00')]))).toBe('deflate-corrupt');
  });
  test('refuses what is cut short or rubbish', () => {
    expect(inflated(hex('f2 48 cd c9'))).toBe('deflate-corrupt');
    expect(inflated(hex('ff ff ff ff ff'))).toBe('deflate-corrupt');
    // Nothing at all lacks the header of the block whose tail was left out: an empty message is one byte.
    expect(inflated(new Uint8Array(0))).toBe('deflate-corrupt');
  });
  test('a text is still checked to be UTF-8, and a compressed message to be within its limit', () => {
    const payload = deflate.compress(hex('c3 28'));
    expect(parse(encodeFrame({ opcode: 1, rsv1: true, payload })).code).toBe('invalid-utf8');
    expect(parse(encodeFrame({ opcode: 2, rsv1: true, payload })).told).toEqual([['binary', 'c328']]);
    const limits = new ParserLimits({ maxMessageBytes: 80 });
    const long = encodeFrame({ opcode: 1, rsv1: true, payload: Buffer.alloc(limits.maxCompressedBytes + 1) });
    expect(parse(long, limits).code).toBe('message-too-big');
  });
  test('an incompressible message of exactly the limit passes', () => {
    const payload = crypto.getRandomValues(new Uint8Array(5000));
    const frame = encodeFrame({ opcode: 2, rsv1: true, payload: deflate.compress(payload) });
    expect(parse(frame, new ParserLimits({ maxMessageBytes: 5000 })).code).toBeNull();
  });
  test('any bytes give a message within the ceiling or a code', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.integer({ min: 1, max: 400 }), (bytes, maxBytes) => {
        const result = deflate.inflate(bytes, 0, bytes.length, maxBytes);
        if (typeof result !== 'string') expect(result.length).toBeLessThanOrEqual(maxBytes);
      }),
      { numRuns: 400 },
    );
  });
});

test('compressing and inflating is the identity, for every window that may be agreed on', () => {
  const lengths = fc.oneof(
    fc.uint8Array({ maxLength: 100 }),
    fc.uint8Array({ minLength: 250, maxLength: 2000 }),
  );
  fc.assert(
    fc.property(lengths, fc.integer({ min: 8, max: 15 }), fc.nat(3), (part, clientWindowBits, repeats) => {
      const payload = Buffer.concat(Array(repeats + 1).fill(part));
      const compressed = new MessageDeflate({ clientWindowBits, serverWindowBits: 15 }).compress(payload);
      expect(deflate.inflate(compressed, 0, compressed.length, 10_000)).toEqual(payload);
    }),
    { numRuns: 200 },
  );
});

test('a window of 8 bits is never looked back beyond', () => {
  const far = Buffer.concat([
    Buffer.from('a distant beginning'),
    Buffer.alloc(300, 1),
    Buffer.from('a distant beginning'),
  ]);
  const small = new MessageDeflate({ clientWindowBits: 8, serverWindowBits: 15 });
  // Stored blocks: nothing refers to anything.
  expect(small.compress(far).length).toBeGreaterThan(far.length);
  expect(small.compress(Buffer.alloc(200, 1)).length).toBeLessThan(20);
});
