// Laws of the parser: what a server sends arrives, in any fragmentation and any chunking; and any bytes at all
// either parse or fail with a code, the same in any chunking, within the limits.
import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { MessageDeflate } from '../../src/wire/deflate.ts';
import { FrameParser } from '../../src/wire/frame-parser.ts';
import { ParserLimits } from '../../src/wire/parser-limits.ts';
import { WIRE_ERRORS } from '../../src/wire/wire-error.ts';
import { RecordingSink, type Told } from './recording-sink.ts';
import { chunkSizes, encodeFrame, inChunks } from './server-frames.ts';

const RUNS = { numRuns: 400 };
const deflate = new MessageDeflate({ clientWindowBits: 15, serverWindowBits: 15 });

const control = fc.record({
  opcode: fc.constantFrom(9, 10),
  payload: fc.uint8Array({ maxLength: 125 }),
});

const message = fc.record({
  content: fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 300 }),
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.uint8Array({ maxLength: 600 }),
  ),
  /** Where fragments end, as shares of the payload; none is a single frame. */
  cuts: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 4 }),
  between: fc.array(control, { maxLength: 3 }),
  compressed: fc.boolean(),
});

type Message = typeof message extends fc.Arbitrary<infer T> ? T : never;

function encodeMessage({ content, cuts, between, compressed }: Message): { bytes: Buffer; told: Told[] } {
  const isText = typeof content === 'string';
  const payload = Buffer.from(content as string);
  const wire = compressed ? Buffer.from(deflate.compress(payload)) : payload;
  const ends = cuts.map((share) => Math.round(share * wire.length)).sort((a, b) => a - b);
  const told: Told[] = [];
  const frames: Buffer[] = [];
  let start = 0;
  for (const [index, end] of [...ends, wire.length].entries()) {
    const opcode = index > 0 ? 0 : isText ? 1 : 2;
    const fin = index === ends.length;
    frames.push(
      encodeFrame({ opcode, fin, rsv1: compressed && index === 0, payload: wire.subarray(start, end) }),
    );
    start = end;
    const extra = between[index];
    if (extra === undefined || fin) continue;
    frames.push(encodeFrame(extra));
    told.push([extra.opcode === 9 ? 'ping' : 'pong', Buffer.from(extra.payload).toString('hex')]);
  }
  told.push([isText ? 'text' : 'binary', payload.toString('hex')]);
  return { bytes: Buffer.concat(frames), told };
}

/** What one parser tells of the chunks; fails where it holds more than it may. */
function run(chunks: Uint8Array[], limits: ParserLimits) {
  const parser = new FrameParser(limits, deflate);
  const sink = new RecordingSink();
  let received = 0;
  let error = null;
  for (const chunk of chunks) {
    error = parser.push(chunk, sink);
    received += chunk.length;
    const bound = Math.min(limits.maxCompressedBytes, 2 * received + 4096) + 125;
    if (parser.heldBytes > bound) throw new Error(`${parser.heldBytes} bytes held after ${received}`);
  }
  return { told: sink.told, code: error?.code ?? null, parser };
}

describe('what a server sends', () => {
  test('arrives, in any fragmentation, with control frames between, in any chunking', () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 6 }), chunkSizes, (messages, sizes) => {
        const encoded = messages.map(encodeMessage);
        const bytes = Buffer.concat(encoded.map((one) => one.bytes));
        const { told, code, parser } = run(inChunks(bytes, sizes), new ParserLimits());
        expect(code).toBeNull();
        expect(told).toEqual(encoded.flatMap((one) => one.told));
        expect(parser.heldBytes).toBe(0);
        expect(parser.isBetweenMessages).toBe(true);
      }),
      RUNS,
    );
  });
});

describe('any bytes', () => {
  const small = new ParserLimits({ maxMessageBytes: 200, maxFragments: 3, maxControlFrames: 4 });
  /** Frames that are right but for what few of them are: nearer to the parser's corners than noise. */
  const frameLike = fc
    .record({
      first: fc.oneof(
        fc.constantFrom(0x01, 0x02, 0x00, 0x80, 0x81, 0x82, 0x88, 0x89, 0x8a, 0xc1, 0x41),
        fc.nat(255),
      ),
      payload: fc.oneof(fc.uint8Array({ maxLength: 130 }), fc.string({ unit: 'grapheme', maxLength: 30 })),
    })
    .map(({ first, payload }) => {
      const frame = encodeFrame({ opcode: 0, payload: Buffer.from(payload as string) });
      frame[0] = first;
      return frame;
    });
  const hostile = fc.oneof(
    fc.uint8Array({ maxLength: 600 }),
    fc.array(frameLike, { maxLength: 10 }).map((frames) => new Uint8Array(Buffer.concat(frames))),
  );

  test('parse or fail with a code, the same in any chunking, within the limits', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(hostile, chunkSizes, (bytes, sizes) => {
        const whole = run([bytes], small);
        const pieces = run(inChunks(bytes, sizes), small);
        expect(pieces.told).toEqual(whole.told);
        expect(pieces.code).toBe(whole.code);
        if (whole.code !== null) {
          seen.add(whole.code);
          expect(pieces.parser.heldBytes).toBe(0);
          expect(pieces.parser.push(bytes, new RecordingSink())).toBe(WIRE_ERRORS[whole.code]);
        }
        const maxBytes = Math.max(0, ...whole.told.map((one) => String(one[1]).length / 2));
        expect(maxBytes).toBeLessThanOrEqual(small.maxMessageBytes);
      }),
      { numRuns: 800 },
    );
    // The generator is worth its name only while it reaches most of the ways to fail.
    expect(seen.size).toBeGreaterThan(8);
  });

  test('a stream with one byte changed never throws', () => {
    fc.assert(
      fc.property(message, fc.nat(), fc.nat(255), chunkSizes, (one, where, value, sizes) => {
        const { bytes } = encodeMessage(one);
        bytes[where % bytes.length] = value;
        const whole = run([bytes], new ParserLimits());
        const pieces = run(inChunks(bytes, sizes), new ParserLimits());
        expect(pieces.told).toEqual(whole.told);
        expect(pieces.code).toBe(whole.code);
      }),
      RUNS,
    );
  });
});
