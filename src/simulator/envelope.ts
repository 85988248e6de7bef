// What the guide platforms' dialects share: reading JSON without trusting it, and padding an event to an exact
// size. Says nothing of any vendor's field names, but for the acknowledgement the guide gives to both.

import type { ClientFrame } from './dialects.ts';

export type Fields = Record<string, unknown>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The fields of a JSON object, or undefined where the message is binary, no JSON, or no object. */
export function parseFields(message: string | Buffer): Fields | undefined {
  if (typeof message !== 'string') return undefined;
  try {
    const value: unknown = JSON.parse(message);
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** `{"type":"ack","seq":n}`: the one frame without an envelope; undefined where it is not that. */
export function readAck(fields: Fields, frame: ClientFrame): ClientFrame | undefined {
  if (fields.type !== 'ack') return undefined;
  frame.kind = Number.isSafeInteger(fields.seq) ? 'ack' : 'invalid';
  frame.seq = frame.kind === 'ack' ? (fields.seq as number) : -1;
  return frame;
}

export function createFrame(): ClientFrame {
  return { kind: 'invalid', seq: -1, reply: '', token: '' };
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
