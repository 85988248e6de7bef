// Mutated frame streams through the frame parser: once whole, once in pieces that share one buffer. Laws: both tell the
// same and end the same; nothing is thrown; what comes is messages or a WireError that may be sent; what is held stays
// within the limits and is gone after an error; and a stream that nobody spoilt arrives as it was written.
import { mayTravel } from '../src/wire/close-code.ts';
import { MessageDeflate } from '../src/wire/deflate.ts';
import { FrameParser } from '../src/wire/frame-parser.ts';
import { ParserLimits } from '../src/wire/parser-limits.ts';
import { WIRE_ERRORS, type WireError } from '../src/wire/wire-error.ts';
import { drawSizes, playCopies, SharedBuffer } from './chunks.ts';
import { makeCorpus } from './corpus.ts';
import { FRAME_MUTATIONS } from './frame-mutations.ts';
import { FrameStream } from './frame-streams.ts';
import { holds } from './law.ts';
import { mutate } from './mutate.ts';
import { NotingSink } from './noting-sink.ts';
import type { Part } from './part.ts';
import { Random } from './random.ts';

const STREAM = 102;
/** Six messages of the largest size, and what mutations add. */
const CAPACITY = 512 * 1024;
/** Of one allocation that doubles, and of a header or a control payload. */
const FIRST_ROOM = 4_096;
const SCRATCH = 125;
const DEFAULT = new ParserLimits();
const LIMITS = [
  DEFAULT,
  DEFAULT,
  new ParserLimits({ maxMessageBytes: 70_000, maxFragments: 16, maxControlFrames: 20 }),
  new ParserLimits({ maxMessageBytes: 200, maxFragments: 3, maxControlFrames: 4 }),
];
const deflate = new MessageDeflate({ clientWindowBits: 15, serverWindowBits: 15 });

type Played = { readonly parser: FrameParser; readonly sink: NotingSink; readonly error: WireError | null };
type PlayChunks = (read: (chunk: Uint8Array) => boolean) => void;

export function createFrames(seed: number): Part {
  const corpus = makeCorpus(seed);
  const stream = new FrameStream(CAPACITY);
  const other = new FrameStream(CAPACITY);
  const shared = new SharedBuffer(CAPACITY);
  const sinks = [new NotingSink(), new NotingSink()] as const;

  /** The case up to where it is played. */
  function draw(n: number) {
    const random = new Random(seed, STREAM, n);
    const limits = random.pick(LIMITS);
    const deflates = random.chance(0.35);
    stream.draw(random, corpus, deflates);
    const isSpoilt = random.chance(0.97);
    if (isSpoilt) {
      other.draw(random, corpus, deflates);
      const { bytes, marks } = stream;
      mutate({ bytes, marks, other: other.bytes }, random, FRAME_MUTATIONS);
    }
    const stopAfter = random.chance(0.04) ? random.between(1, 4) : Number.POSITIVE_INFINITY;
    return { random, limits, deflates, isSpoilt, stopAfter, bytes: stream.bytes.copy() };
  }

  function playThrough(one: ReturnType<typeof draw>, sink: NotingSink, play: PlayChunks): Played {
    const { limits, deflates, bytes, stopAfter } = one;
    const parser = new FrameParser(limits, deflates ? deflate : null);
    let error: WireError | null = null;
    let received = 0;
    sink.begin(bytes.length, limits.maxMessageBytes, stopAfter);
    sink.onStop = () => parser.stop();
    play((chunk) => {
      received += chunk.length;
      error = parser.push(chunk, sink);
      const most = Math.min(limits.maxCompressedBytes, 2 * received + FIRST_ROOM) + SCRATCH;
      holds(parser.heldBytes <= most, `${parser.heldBytes} bytes held after ${received}`);
      return true;
    });
    return { parser, sink, error };
  }

  return {
    input: (n) => draw(n).bytes,
    play(n) {
      const one = draw(n);
      const { bytes, random } = one;
      const whole = playThrough(one, sinks[0], (read) => void read(bytes));
      const sizes = drawSizes(random, bytes.length, stream.marks);
      const pieces = playThrough(one, sinks[1], (read) => shared.play(bytes, sizes, read));
      const difference = compare(whole, pieces);
      if (difference !== null) {
        const copies = playThrough(one, sinks[1], (read) => playCopies(bytes, sizes, read));
        const why = compare(whole, copies) === null ? 'a chunk was kept, not copied' : 'the chunking matters';
        holds(false, `${why}: ${difference}`);
      }
      checkEnd(whole, bytes);
      checkEnd(pieces, bytes);
      const isDue =
        !one.isSpoilt && stream.isValid && one.limits === DEFAULT && one.stopAfter > sinks[0].calls;
      holds(
        !isDue || (whole.error === null && isSame(sinks[0].notes, stream.notes)),
        'a valid stream came out wrong',
      );
      return nameOutcome(whole, one.stopAfter);
    },
  };
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function compare(whole: Played, pieces: Played): string | null {
  if (!isSame(whole.sink.notes, pieces.sink.notes))
    return `told ${whole.sink.notes.join()} and ${pieces.sink.notes.join()}`;
  if (whole.error !== pieces.error) return `${whole.error?.code} and ${pieces.error?.code}`;
  return whole.parser.isBetweenMessages === pieces.parser.isBetweenMessages
    ? null
    : 'a message is open in one of them';
}

/** An error is one of ours, may be sent, ends the parser and stays. */
function checkEnd({ parser, sink, error }: Played, bytes: Uint8Array): void {
  if (error === null) return;
  holds(error === WIRE_ERRORS[error.code], 'an error that is none of ours');
  holds(mayTravel(error.closeCode), `an error with close code ${error.closeCode}`);
  holds(Buffer.byteLength(error.text) <= 123, 'an error whose text is no close reason');
  holds(parser.heldBytes === 0 && parser.isBetweenMessages, 'something is held after an error');
  const { calls } = sink;
  holds(parser.push(bytes.subarray(0, 200), sink) === error || bytes.length === 0, 'the error did not stay');
  holds(sink.calls === calls, 'a call after the error');
}

function nameOutcome({ parser, sink, error }: Played, stopAfter: number): string {
  if (error !== null) return error.code;
  if (sink.calls >= stopAfter) return 'stopped';
  if (sink.closes > 0) return 'closed';
  return parser.isBetweenMessages ? 'messages' : 'unfinished';
}
