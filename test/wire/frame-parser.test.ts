// The parser against RFC 6455's own vectors, and one case for each thing a server may do wrong.
import { describe, expect, test } from 'bun:test';
import { FrameParser } from '../../src/wire/frame-parser.ts';
import { type LimitOptions, ParserLimits } from '../../src/wire/parser-limits.ts';
import { WIRE_ERRORS, type WireErrorCode } from '../../src/wire/wire-error.ts';
import { RecordingSink, type Told } from './recording-sink.ts';
import { encodeFrame, hex, inChunks } from './server-frames.ts';

const HELLO = '48656c6c6f';

function parse(bytes: Uint8Array, limits: LimitOptions = {}, sizes = [bytes.length]) {
  const parser = new FrameParser(new ParserLimits(limits));
  const sink = new RecordingSink();
  let error = null;
  for (const chunk of inChunks(bytes, sizes)) error = parser.push(chunk, sink);
  return { parser, sink, told: sink.told, error };
}

/** Whole, byte by byte, and in threes: the same is told, and the same error ends it. */
function expectTold(
  bytes: Uint8Array,
  told: Told[],
  code: WireErrorCode | null = null,
  limits: LimitOptions = {},
) {
  for (const size of [bytes.length, 1, 3]) {
    const result = parse(bytes, limits, [size]);
    expect(result.told).toEqual(told);
    expect(result.error).toBe(code === null ? null : WIRE_ERRORS[code]);
  }
}

describe('vectors of RFC 6455 section 5.7', () => {
  test('an unmasked text', () => expectTold(hex('81 05 48 65 6c 6c 6f'), [['text', HELLO]]));
  test('a fragmented unmasked text', () => {
    expectTold(hex('01 03 48 65 6c 80 02 6c 6f'), [['text', HELLO]]);
  });
  test('an unmasked ping and a pong', () => {
    expectTold(hex('89 05 48 65 6c 6c 6f 8a 05 48 65 6c 6c 6f'), [
      ['ping', HELLO],
      ['pong', HELLO],
    ]);
  });
  test('256 bytes of binary', () => {
    expectTold(Buffer.concat([hex('82 7e 01 00'), Buffer.alloc(256, 7)]), [['binary', '07'.repeat(256)]]);
  });
  test('64 KiB of binary', () => {
    const bytes = Buffer.concat([hex('82 7f 00 00 00 00 00 01 00 00'), Buffer.alloc(65_536, 7)]);
    expectTold(bytes, [['binary', '07'.repeat(65_536)]]);
  });
  test('a masked text is for servers only', () => {
    expectTold(hex('81 85 37 fa 21 3d 7f 9f 4d 51 58'), [], 'masked');
  });
});

describe('messages', () => {
  test('empty ones, whole and in empty fragments, also where they end the chunk', () => {
    expectTold(hex('81 00 82 00 01 00 00 00 80 00'), [
      ['text', ''],
      ['binary', ''],
      ['text', ''],
    ]);
  });
  test('control frames come between the fragments of a message', () => {
    expectTold(hex('01 01 61 89 01 62 00 01 63 8a 00 80 01 64'), [
      ['ping', '62'],
      ['pong', ''],
      ['text', '616364'],
    ]);
  });
  test('the shortest and longest payload of each length form', () => {
    for (const length of [0, 125, 126, 127, 65_535, 65_536]) {
      const payload = Buffer.alloc(length, 0x61);
      const { told, error } = parse(encodeFrame({ opcode: 1, payload }));
      expect(error).toBeNull();
      expect(told).toEqual([['text', payload.toString('hex')]]);
    }
  });
  test('a whole frame is handed out where it lies, without a copy', () => {
    for (const length of [5, 300]) {
      const chunk = encodeFrame({ opcode: 1, payload: Buffer.alloc(length, 0x61) });
      const parser = new FrameParser(new ParserLimits());
      const sink = new RecordingSink();
      parser.push(chunk, sink);
      expect(sink.lastData).toBe(chunk);
      expect(parser.heldBytes).toBe(0);
    }
  });
  test('a character may be cut by fragments', () => {
    expectTold(hex('01 01 e2 00 01 82 80 01 ac'), [['text', 'e282ac']]);
  });
});

describe('mistakes of the server', () => {
  const cases: [WireErrorCode, string, LimitOptions?][] = [
    ['reserved-bits', 'c1 00'],
    ['reserved-bits', 'a1 00'],
    ['reserved-bits', '91 00'],
    ['unknown-opcode', '83 00'],
    ['unknown-opcode', '87 00'],
    ['unknown-opcode', '8b 00'],
    ['unknown-opcode', '8f 00'],
    ['control-fragmented', '09 00'],
    ['control-too-long', '89 7e 00 7e'],
    ['unexpected-continuation', '80 00'],
    ['expected-continuation', '01 00 81 00'],
    ['invalid-utf8', '81 02 c3 28'],
    ['invalid-utf8', '81 01 c3'],
    ['invalid-utf8', '01 01 e2 80 01 82'],
    ['invalid-utf8', '81 03 ed a0 80'],
    ['length-too-large', '82 7f 80 00 00 00 00 00 00 00'],
    ['message-too-big', '82 7f 7f ff ff ff ff ff ff ff'],
    ['non-minimal-length', '82 7e 00 7d'],
    ['non-minimal-length', '82 7f 00 00 00 00 00 00 ff ff'],
    ['message-too-big', '82 05', { maxMessageBytes: 4 }],
    ['message-too-big', '82 05 61 62 63 64 65', { maxMessageBytes: 4 }],
    ['message-too-big', '02 03 61 62 63 80 02', { maxMessageBytes: 4 }],
    ['too-many-fragments', '02 00 00 00 00 00', { maxFragments: 2 }],
    ['bad-close-length', '88 01 03'],
    ['bad-close-code', '88 02 03 ed'],
    ['bad-close-code', '88 02 03 e7'],
    ['bad-close-code', '88 02 0b b7'],
    ['invalid-close-reason', '88 03 03 e8 ff'],
  ];
  for (const [code, bytes, limits] of cases) {
    test(`${code}: ${bytes}`, () => expectTold(hex(bytes), [], code, limits));
  }
  test('what came before the mistake is told', () => {
    expectTold(hex('81 01 61 80 00 81 01 62'), [['text', '61']], 'unexpected-continuation');
  });
  test('an error stays, and nothing is read after it', () => {
    const { parser, sink } = parse(hex('80 00'));
    expect(parser.push(hex('81 01 61'), sink)).toBe(WIRE_ERRORS['unexpected-continuation']);
    expect(sink.told).toEqual([]);
    expect(parser.heldBytes).toBe(0);
  });
});

describe('closing', () => {
  test('with a code and a reason, without either', () => {
    expectTold(hex('88 05 03 e9 62 79 65'), [['close', 1001, 'bye']]);
    expectTold(hex('88 02 0f a0'), [['close', 4000, '']]);
    expectTold(hex('88 00'), [['close', 1005, '']]);
  });
  test('within a fragmented message, whose memory it frees', () => {
    const { parser, told } = parse(hex('01 01 61 88 00'));
    expect(told).toEqual([['close', 1005, '']]);
    expect(parser.heldBytes).toBe(0);
  });
  test('whatever follows is an error', () => {
    expectTold(hex('88 00 81 01 61'), [['close', 1005, '']], 'data-after-close');
  });
});

describe('stopping', () => {
  test('in a callback ignores the rest of the chunk and all later ones', () => {
    const parser = new FrameParser(new ParserLimits());
    const sink = new RecordingSink();
    sink.onTold = () => parser.stop();
    expect(parser.push(hex('81 01 61 81 01 62 ff ff'), sink)).toBeNull();
    expect(parser.push(hex('81 01 63'), sink)).toBeNull();
    expect(sink.told).toEqual([['text', '61']]);
  });
  test('at a close frame makes what follows no error', () => {
    const parser = new FrameParser(new ParserLimits());
    const sink = new RecordingSink();
    sink.onTold = () => parser.stop();
    expect(parser.push(hex('88 00 81 01 61'), sink)).toBeNull();
  });
  test('frees what was held', () => {
    const { parser } = parse(hex('02 7e 01 00 61'));
    expect(parser.heldBytes).toBeGreaterThan(0);
    expect(parser.isBetweenMessages).toBe(false);
    parser.stop();
    expect(parser.heldBytes).toBe(0);
  });
});

describe('limits', () => {
  test('control frames are counted by window, for all parsers at once; a close frame is free', () => {
    const limits = new ParserLimits({ maxControlFrames: 2 });
    const sink = new RecordingSink();
    const parsers = [new FrameParser(limits), new FrameParser(limits)];
    const twoPings = hex('89 00 8a 00');
    for (let window = 0; window < 3; window++) {
      for (const parser of parsers) expect(parser.push(twoPings, sink)).toBeNull();
      limits.newWindow();
    }
    expect(parsers[0]!.push(hex('89 00 81 00 8a 00 88 00'), sink)).toBeNull();
    expect(parsers[1]!.push(hex('89 00 81 00 8a 00 89 00'), sink)).toBe(WIRE_ERRORS['control-flood']);
  });
  test('a message of exactly the limit passes', () => {
    expectTold(hex('02 02 61 62 80 02 63 64'), [['binary', '61626364']], null, { maxMessageBytes: 4 });
    expectTold(hex('82 04 61 62 63 64'), [['binary', '61626364']], null, { maxMessageBytes: 4 });
  });
  test('a message of exactly so many fragments passes', () => {
    expectTold(hex('02 00 80 01 61'), [['binary', '61']], null, { maxFragments: 2 });
  });
  test('memory never exceeds the length of a message that is one frame', () => {
    const { parser } = parse(hex('82 0a 01 02'));
    expect(parser.heldBytes).toBe(10);
  });
  test('memory is freed when a cut header turns out to be of a frame that lies whole in the chunk', () => {
    const { parser, told } = parse(hex('82 02 01 02'), {}, [1, 3]);
    expect(told).toEqual([['binary', '0102']]);
    expect(parser.heldBytes).toBe(0);
    expect(parser.isBetweenMessages).toBe(true);
  });
  test('memory follows the bytes that came, not those promised', () => {
    const { parser } = parse(Buffer.concat([hex('82 7f 00 00 00 00 00 20 00 00'), Buffer.alloc(10)]));
    expect(parser.heldBytes).toBeLessThanOrEqual(4096);
  });
});
