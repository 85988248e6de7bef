// The payload of a close frame, RFC 6455 section 5.5.1: nothing, or two bytes of code and a UTF-8 reason.
// A close frame comes once a connection, so here objects and strings are fine.
import { CLOSE, MAX_REASON_BYTES, mayTravel } from './close-code.ts';
import { isValidUtf8 } from './utf8.ts';

export interface ClosePayload {
  /** 1005 where the frame carries none. */
  readonly code: number;
  readonly reason: string;
}

const EMPTY: ClosePayload = { code: CLOSE.noStatus, reason: '' };
const encoder = new TextEncoder();

/** What `data[start, end)` says, or what is wrong with it. */
export function readClosePayload(
  data: Uint8Array,
  start: number,
  end: number,
): ClosePayload | 'bad-close-length' | 'bad-close-code' | 'invalid-close-reason' {
  if (start === end) return EMPTY;
  if (end - start === 1) return 'bad-close-length';
  const code = (data[start]! << 8) | data[start + 1]!;
  if (!mayTravel(code)) return 'bad-close-code';
  if (!isValidUtf8(data, start + 2, end)) return 'invalid-close-reason';
  const reason = Buffer.from(data.buffer, data.byteOffset + start + 2, end - start - 2).toString('utf8');
  return { code, reason };
}

/**
 * The bytes of a close frame's payload; empty for 1005 and every other code that may not travel. A reason
 * longer than 123 bytes is cut between two characters.
 */
export function closePayload(code: number, reason: string): Uint8Array {
  if (!mayTravel(code)) return new Uint8Array(0);
  const room = new Uint8Array(2 + MAX_REASON_BYTES);
  room[0] = code >> 8;
  room[1] = code & 0xff;
  const { written } = encoder.encodeInto(reason, room.subarray(2));
  return room.subarray(0, 2 + written);
}
