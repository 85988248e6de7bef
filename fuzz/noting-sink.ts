// Writes down what a frame parser tells as a few numbers a call, cheap enough for a million streams, and checks on the
// way what must hold of every call. Law: at most one call for two bytes of input, for no frame is shorter.
import { isUtf8 } from 'node:buffer';
import { CLOSE, MAX_REASON_BYTES, mayTravel } from '../src/wire/close-code.ts';
import type { FrameSink } from '../src/wire/frame-sink.ts';
import { holds } from './law.ts';

export const NOTE = { text: 1, binary: 2, ping: 9, pong: 10, close: 8 } as const;
const MAX_CONTROL_BYTES = 125;

/** FNV-1a, 32 bits. */
export function hashOf(data: Uint8Array, start = 0, end = data.length): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ data[at]!, 0x01000193);
  return hash;
}

export class NotingSink implements FrameSink {
  /** Kind, length or code, hash; one after the other. */
  readonly notes: number[] = [];
  /** Called after this many calls; for whoever stops the parser in one. */
  stopAfter = Number.POSITIVE_INFINITY;
  onStop: () => void = () => {};
  calls = 0;
  closes = 0;
  #maxCalls = 0;
  #maxBytes = 0;

  begin(inputBytes: number, maxMessageBytes: number, stopAfter = Number.POSITIVE_INFINITY): void {
    this.notes.length = 0;
    this.calls = 0;
    this.closes = 0;
    this.stopAfter = stopAfter;
    this.#maxCalls = inputBytes >> 1;
    this.#maxBytes = maxMessageBytes;
  }

  onMessage(data: Uint8Array, start: number, end: number, isText: boolean): void {
    holds(end - start <= this.#maxBytes, `a message of ${end - start} bytes, over the limit`);
    holds(!isText || isUtf8(data.subarray(start, end)), 'a text that is not UTF-8');
    this.#note(isText ? NOTE.text : NOTE.binary, data, start, end);
  }

  onPing(data: Uint8Array, start: number, end: number): void {
    this.#control(NOTE.ping, data, start, end);
  }

  onPong(data: Uint8Array, start: number, end: number): void {
    this.#control(NOTE.pong, data, start, end);
  }

  onClose(code: number, reason: string): void {
    const bytes = Buffer.from(reason);
    holds(mayTravel(code) || code === CLOSE.noStatus, `a close with ${code}, which may not be sent`);
    holds(bytes.length <= MAX_REASON_BYTES, `a reason of ${bytes.length} bytes`);
    this.#note(NOTE.close, bytes, 0, bytes.length, code);
    this.closes++;
  }

  #control(kind: number, data: Uint8Array, start: number, end: number): void {
    holds(end - start <= MAX_CONTROL_BYTES, `a control frame of ${end - start} bytes`);
    this.#note(kind, data, start, end);
  }

  #note(kind: number, data: Uint8Array, start: number, end: number, figure = end - start): void {
    holds(start >= 0 && start <= end && end <= data.length, `[${start}, ${end}) of ${data.length} bytes`);
    holds(this.closes === 0, 'a call after the close');
    holds(this.calls < this.stopAfter, 'a call after stop()');
    holds(++this.calls <= this.#maxCalls, 'more calls than frames could be');
    this.notes.push(kind, figure, hashOf(data, start, end));
    if (this.calls === this.stopAfter) this.onStop();
  }
}
