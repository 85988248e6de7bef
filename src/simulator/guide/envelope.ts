// What the guide platforms' dialects share: reading JSON without trusting it. Says nothing of any vendor's field
// names, but for the acknowledgement the guide gives to both. No platform itself: those are the folders beside.

import type { Payload } from '../payload.ts';
import type { ClientFrame } from '../platform.ts';

export type Fields = Record<string, unknown>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The fields of a JSON object, or undefined where the message is binary, no JSON, or no object. */
export function parseFields(message: Payload): Fields | undefined {
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
