// Valid streams of a server's frames, written straight from RFC 6455 section 5.2 without a line of src/wire: texts and
// binaries, fragmented, with control frames between, compressed where that was agreed on, and closes. Law: what the
// writer notes is what a right parser tells of the stream as long as nobody spoils it.
import { Bytes } from './bytes.ts';
import type { Corpus, Payload } from './corpus.ts';
import { hashOf, NOTE } from './noting-sink.ts';
import type { Random } from './random.ts';

const FIN = 0x80;
const RSV1 = 0x40;
const MOST_MESSAGES = 6;
const MOST_FRAGMENTS = 5;
const CLOSE_CODES = [
  1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 4000, 4001, 4999,
];
const REASONS = [
  '',
  'bye',
  'token expired',
  'auth_invalid',
  'rate limit',
  'ack window',
  'größer €',
  'x'.repeat(123),
];

export class FrameStream {
  readonly bytes: Bytes;
  /** Where frames begin. */
  readonly marks: number[] = [];
  /** What a right parser tells, as NotingSink notes it. */
  readonly notes: number[] = [];
  /** Whether anything in it no server may send. */
  isValid = true;

  constructor(capacity: number) {
    this.bytes = new Bytes(capacity);
  }

  draw(random: Random, corpus: Corpus, deflates: boolean): void {
    this.bytes.clear();
    this.marks.length = 0;
    this.notes.length = 0;
    this.isValid = true;
    for (let left = random.below(MOST_MESSAGES + 1); left > 0; left--) {
      if (random.chance(0.2)) this.#control(random, corpus);
      const payload = random.pick(random.chance(0.004) ? corpus.large : corpus.payloads);
      this.#message(random, corpus, payload, deflates && random.chance(0.6));
    }
    if (random.chance(0.35)) this.#close(random);
  }

  #message(random: Random, corpus: Corpus, payload: Payload, deflated: boolean): void {
    let wire = deflated ? payload.deflated : payload.bytes;
    if (deflated && random.chance(0.02)) {
      wire = random.pick(corpus.badDeflated);
      this.isValid = false;
    }
    let opcode: number = payload.isText ? NOTE.text : NOTE.binary;
    let rsv = deflated ? RSV1 : 0;
    let start = 0;
    for (let left = random.chance(0.6) ? 0 : random.below(MOST_FRAGMENTS); left > 0; left--) {
      const end = start + random.below(wire.length - start + 1);
      this.#frame(opcode | rsv, wire, start, end);
      if (random.chance(0.25)) this.#control(random, corpus);
      start = end;
      opcode = 0;
      rsv = 0;
    }
    this.#frame(FIN | rsv | opcode, wire, start, wire.length);
    this.notes.push(payload.isText ? NOTE.text : NOTE.binary, payload.bytes.length, payload.hash);
  }

  #control(random: Random, corpus: Corpus): void {
    const kind = random.chance(0.5) ? NOTE.ping : NOTE.pong;
    const { bytes, hash } = random.pick(corpus.controls);
    this.#frame(FIN | kind, bytes, 0, bytes.length);
    this.notes.push(kind, bytes.length, hash);
  }

  #close(random: Random): void {
    if (random.chance(0.1)) {
      this.#frame(FIN | NOTE.close, new Uint8Array(0), 0, 0);
      this.notes.push(NOTE.close, 1005, hashOf(new Uint8Array(0)));
      return;
    }
    const code = random.pick(CLOSE_CODES);
    const reason = Buffer.from(random.pick(REASONS));
    this.#frame(
      FIN | NOTE.close,
      Buffer.concat([Uint8Array.of(code >> 8, code & 0xff), reason]),
      0,
      reason.length + 2,
    );
    this.notes.push(NOTE.close, code, hashOf(reason));
  }

  #frame(first: number, payload: Uint8Array, start: number, end: number): void {
    const { bytes, marks } = this;
    const length = end - start;
    marks.push(bytes.length);
    bytes.push(first);
    if (length < 126) {
      bytes.push(length);
    } else {
      const width = length < 65_536 ? 2 : 8;
      bytes.push(width === 2 ? 126 : 127);
      for (let byte = width - 1; byte >= 0; byte--) bytes.push(Math.floor(length / 256 ** byte) % 256);
    }
    bytes.append(payload, start, end);
  }
}
