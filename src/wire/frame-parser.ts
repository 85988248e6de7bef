// Frames from a server, RFC 6455 section 5, as an explicit state machine with a method per state.
// Any chunking gives the same calls. Nearly every frame is one short message that lies whole in a chunk: it costs
// no allocation and no copy. What comes incomplete is held in one HeldMessage, dropped when it is whole.
// Never throws, never reads a clock, never grows beyond its limits; a mistake of the peer is a WireError.
import { readClosePayload } from './close-payload.ts';
import { checkFirstBytes, FIN, headerBytes, OPCODE, payloadLength, RSV1 } from './frame-header.ts';
import type { FrameSink, InboundDeflate } from './frame-sink.ts';
import { HeldMessage } from './held-message.ts';
import type { ParserLimits } from './parser-limits.ts';
import { advanceUtf8, isValidUtf8, UTF8_COMPLETE, UTF8_INVALID } from './utf8.ts';
import { WIRE_ERRORS, type WireError, type WireErrorCode } from './wire-error.ts';

const AT_FRAME = 0;
const IN_HEADER = 1;
const IN_DATA = 2;
const IN_CONTROL = 3;
const AFTER_CLOSE = 4;
const ENDED = 5;

const WHOLE_TEXT = FIN | OPCODE.text;
const WHOLE_BINARY = FIN | OPCODE.binary;

export class FrameParser {
  readonly #limits: ParserLimits;
  readonly #deflate: InboundDeflate | null;
  #state = AT_FRAME;
  #window = 0;
  #controlFrames = 0;
  #held: HeldMessage | null = null;
  #error: WireError | null = null;

  /** Both arguments may be shared by any number of parsers. */
  constructor(limits: ParserLimits, deflate: InboundDeflate | null = null) {
    this.#limits = limits;
    this.#deflate = deflate;
  }

  /** Bytes allocated for what is incomplete; 0 between messages. */
  get heldBytes(): number {
    return this.#held === null ? 0 : this.#held.allocatedBytes;
  }

  /** Whether the bytes so far end between two messages, none of them begun. */
  get isBetweenMessages(): boolean {
    return this.#held === null;
  }

  /** Ignores everything from now on, the rest of the chunk included: for a sink that closed the connection. */
  stop(): void {
    this.#state = ENDED;
    this.#held = null;
  }

  /**
   * Reads the next bytes of the connection and tells `sink` what they complete, in order. Returns the peer's
   * first mistake, and again on each later call; what preceded it was told. Not to be called from a sink.
   */
  push(chunk: Uint8Array, sink: FrameSink): WireError | null {
    const end = chunk.length;
    let at = 0;
    // Each state returns where it stopped reading.
    while (at < end) {
      switch (this.#state) {
        case AT_FRAME:
          at = this.#atFrame(chunk, at, end, sink);
          break;
        case IN_HEADER:
          at = this.#inHeader(chunk, at, end, sink);
          break;
        case IN_DATA:
          at = this.#inData(chunk, at, end, sink);
          break;
        case IN_CONTROL:
          at = this.#inControl(chunk, at, end, sink);
          break;
        case AFTER_CLOSE:
          this.#fail('data-after-close');
          break;
        default:
          return this.#error;
      }
    }
    return this.#error;
  }

  #atFrame(chunk: Uint8Array, at: number, end: number, sink: FrameSink): number {
    if (end - at < 2) return this.#holdHeader(chunk, at, end);
    const first = chunk[at]!;
    const second = chunk[at + 1]!;
    const body = at + 2;
    if (
      (first === WHOLE_TEXT || first === WHOLE_BINARY) &&
      second < 126 &&
      body + second <= end &&
      second <= this.#limits.maxMessageBytes &&
      this.#held === null
    ) {
      this.#deliver(chunk, body, body + second, first === WHOLE_TEXT, sink);
      return body + second;
    }
    const problem = this.#checkStart(first, second);
    if (problem !== null) return this.#fail(problem);
    const header = headerBytes(second);
    if (end - at < header) return this.#holdHeader(chunk, at, end);
    return this.#beginFrame(first, payloadLength(chunk, at), chunk, at + header, end, sink);
  }

  #holdHeader(chunk: Uint8Array, at: number, end: number): number {
    this.#held ??= new HeldMessage();
    this.#held.note(chunk, at, end);
    this.#state = IN_HEADER;
    return end;
  }

  #inHeader(chunk: Uint8Array, at: number, end: number, sink: FrameSink): number {
    const held = this.#held!;
    held.note(chunk, at, at + 1);
    const header = held.scratch!;
    if (held.scratchBytes === 2) {
      const problem = this.#checkStart(header[0]!, header[1]!);
      if (problem !== null) return this.#fail(problem);
    }
    if (held.scratchBytes < 2 || held.scratchBytes < headerBytes(header[1]!)) return at + 1;
    this.#scratchDone(held);
    return this.#beginFrame(header[0]!, payloadLength(header, 0), chunk, at + 1, end, sink);
  }

  /** What the first two bytes say against the frame, given the frames before it. */
  #checkStart(first: number, second: number): WireErrorCode | null {
    const problem = checkFirstBytes(first, second, this.#deflate !== null);
    const opcode = first & 0x0f;
    if (problem !== null || opcode >= OPCODE.close) return problem;
    const isOpen = this.#held !== null && this.#held.opcode !== 0;
    if (opcode === OPCODE.continuation) return isOpen ? null : 'unexpected-continuation';
    return isOpen ? 'expected-continuation' : null;
  }

  /** A header is complete, and `at` is where its payload begins: a frame without payload is complete too. */
  #beginFrame(
    first: number,
    length: number,
    chunk: Uint8Array,
    at: number,
    end: number,
    sink: FrameSink,
  ): number {
    if (length < 0) return this.#fail(length === -1 ? 'length-too-large' : 'non-minimal-length');
    const opcode = first & 0x0f;
    if (opcode >= OPCODE.close) return this.#beginControl(opcode, length, chunk, at, end, sink);
    const held = opcode === OPCODE.continuation ? this.#held : null;
    const compressed = held === null ? (first & RSV1) !== 0 : held.compressed;
    if ((held === null ? 0 : held.bodyBytes) + length > this.#ceiling(compressed)) {
      return this.#fail('message-too-big');
    }
    if (held === null && (first & FIN) !== 0 && at + length <= end) {
      const isText = opcode === OPCODE.text;
      if (compressed) this.#inflate(chunk, at, at + length, isText, sink);
      else this.#deliver(chunk, at, at + length, isText, sink);
      return at + length;
    }
    const message = this.#held ?? new HeldMessage();
    this.#held = message;
    if (held === null) message.beginMessage(opcode, compressed);
    message.beginFrame(first, length);
    if (message.fragments > this.#limits.maxFragments) return this.#fail('too-many-fragments');
    this.#state = IN_DATA;
    return this.#inData(chunk, at, end, sink);
  }

  #inData(chunk: Uint8Array, at: number, end: number, sink: FrameSink): number {
    const held = this.#held!;
    const to = Math.min(at + held.left, end);
    const isText = held.opcode === OPCODE.text;
    if (to > at) {
      if (isText && !held.compressed) held.utf8 = advanceUtf8(held.utf8, chunk, at, to);
      if (held.utf8 === UTF8_INVALID) return this.#fail('invalid-utf8');
      held.append(chunk, at, to, held.isFinal ? held.bodyBytes + held.left : this.#ceiling(held.compressed));
      held.left -= to - at;
    }
    if (held.left > 0) return to;
    this.#state = AT_FRAME;
    if (!held.isFinal) return to;
    this.#held = null;
    if (held.compressed) this.#inflate(held.body, 0, held.bodyBytes, isText, sink);
    else if (held.utf8 !== UTF8_COMPLETE) this.#fail('invalid-utf8');
    else sink.onMessage(held.body, 0, held.bodyBytes, isText);
    return to;
  }

  #deliver(data: Uint8Array, start: number, end: number, isText: boolean, sink: FrameSink): void {
    if (isText && !isValidUtf8(data, start, end)) this.#fail('invalid-utf8');
    else sink.onMessage(data, start, end, isText);
  }

  #inflate(data: Uint8Array, start: number, end: number, isText: boolean, sink: FrameSink): void {
    const inflated = this.#deflate!.inflate(data, start, end, this.#limits.maxMessageBytes);
    if (typeof inflated === 'string') this.#fail(inflated);
    else this.#deliver(inflated, 0, inflated.length, isText, sink);
  }

  #beginControl(
    opcode: number,
    length: number,
    chunk: Uint8Array,
    at: number,
    end: number,
    sink: FrameSink,
  ): number {
    if (opcode !== OPCODE.close && this.#isFlood()) return this.#fail('control-flood');
    if (at + length <= end) {
      this.#control(opcode, chunk, at, at + length, sink);
      return at + length;
    }
    this.#held ??= new HeldMessage();
    this.#held.beginControl(opcode, length);
    this.#state = IN_CONTROL;
    return this.#inControl(chunk, at, end, sink);
  }

  #inControl(chunk: Uint8Array, at: number, end: number, sink: FrameSink): number {
    const held = this.#held!;
    const to = Math.min(at + held.controlBytes - held.scratchBytes, end);
    held.note(chunk, at, to);
    if (held.scratchBytes < held.controlBytes) return to;
    this.#scratchDone(held);
    this.#control(held.controlOpcode, held.scratch!, 0, held.controlBytes, sink);
    return to;
  }

  #control(opcode: number, data: Uint8Array, start: number, end: number, sink: FrameSink): void {
    if (opcode === OPCODE.ping) sink.onPing(data, start, end);
    else if (opcode === OPCODE.pong) sink.onPong(data, start, end);
    else this.#close(data, start, end, sink);
  }

  #close(data: Uint8Array, start: number, end: number, sink: FrameSink): void {
    const close = readClosePayload(data, start, end);
    if (typeof close === 'string') {
      this.#fail(close);
      return;
    }
    this.#state = AFTER_CLOSE;
    this.#held = null;
    sink.onClose(close.code, close.reason);
  }

  /** What was in the scratch is read: back between frames, with nothing held unless a message is open. */
  #scratchDone(held: HeldMessage): void {
    held.scratchBytes = 0;
    if (held.opcode === 0) this.#held = null;
    this.#state = AT_FRAME;
  }

  #isFlood(): boolean {
    if (this.#window !== this.#limits.window) {
      this.#window = this.#limits.window;
      this.#controlFrames = 0;
    }
    this.#controlFrames++;
    return this.#controlFrames > this.#limits.maxControlFrames;
  }

  #ceiling(compressed: boolean): number {
    return compressed ? this.#limits.maxCompressedBytes : this.#limits.maxMessageBytes;
  }

  /** Ends the parser with an error. Returns 0 for a state to return: an ended parser reads no further. */
  #fail(code: WireErrorCode): number {
    this.stop();
    this.#error = WIRE_ERRORS[code];
    return 0;
  }
}
