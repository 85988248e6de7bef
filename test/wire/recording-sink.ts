// Writes down what a parser tells, with copies of the payloads, as values a test can compare.
import type { FrameSink } from '../../src/wire/frame-sink.ts';

export type Told =
  | readonly ['text' | 'binary' | 'ping' | 'pong', hex: string]
  | readonly ['close', code: number, reason: string];

export class RecordingSink implements FrameSink {
  readonly told: Told[] = [];
  /** The array of the last payload, to see whether it was copied. */
  lastData: Uint8Array | null = null;
  /** Runs in every callback, after it was written down. */
  onTold: () => void = () => {};

  onMessage(data: Uint8Array, start: number, end: number, isText: boolean): void {
    this.#tell([isText ? 'text' : 'binary', hexOf(data, start, end)], data);
  }
  onPing(data: Uint8Array, start: number, end: number): void {
    this.#tell(['ping', hexOf(data, start, end)], data);
  }
  onPong(data: Uint8Array, start: number, end: number): void {
    this.#tell(['pong', hexOf(data, start, end)], data);
  }
  onClose(code: number, reason: string): void {
    this.#tell(['close', code, reason], null);
  }

  #tell(what: Told, data: Uint8Array | null): void {
    this.told.push(what);
    this.lastData = data;
    this.onTold();
  }
}

function hexOf(data: Uint8Array, start: number, end: number): string {
  if (start < 0 || end > data.length || start > end)
    throw new Error(`[${start}, ${end}) is not in ${data.length} bytes`);
  return Buffer.from(data.slice(start, end)).toString('hex');
}
