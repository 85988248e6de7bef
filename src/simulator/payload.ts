// What one WebSocket message carries, and how an event is padded to an exact size. Knows no platform.

/** Text as a string, binary as a buffer. */
export type Payload = string | Buffer;

/** As it is on the wire, before any compression. */
export function payloadBytes(payload: Payload): number {
  return typeof payload === 'string' ? Buffer.byteLength(payload) : payload.length;
}

/** Slices of one long string: padding costs no building per event. */
export class Padding {
  readonly #text: string;

  constructor(most: number) {
    this.#text = 'x'.repeat(most);
  }

  /** So many bytes, none where the number is negative. */
  of(bytes: number): string {
    return bytes > 0 ? this.#text.slice(0, bytes) : '';
  }
}
