// UTF-8 validation of whole payloads and, byte-exactly, of payloads that arrive in pieces. Never decodes.
// Small payloads stay in this code, large ones go to the runtime's vectorised check: measured, the two
// meet near 128 bytes.
import { isUtf8 } from 'node:buffer';

/** Between characters: the state to begin with, and the only one in which a text may end. */
export const UTF8_COMPLETE = 0;
/** The bytes so far can be continued to no valid text. */
export const UTF8_INVALID = -1;

const BULK_BYTES = 128;
const CONTINUATION_LOW = 0x80;
const CONTINUATION_HIGH = 0xbf;

/** Whether `data[start, end)` is a whole UTF-8 text. */
export function isValidUtf8(data: Uint8Array, start: number, end: number): boolean {
  if (end - start > BULK_BYTES) return isUtf8(data.subarray(start, end));
  let at = start;
  let seen = 0;
  for (; at + 7 < end; at += 8) {
    seen |=
      data[at]! |
      data[at + 1]! |
      data[at + 2]! |
      data[at + 3]! |
      data[at + 4]! |
      data[at + 5]! |
      data[at + 6]! |
      data[at + 7]!;
  }
  for (; at < end; at++) seen |= data[at]!;
  return seen < 0x80 || advanceUtf8(UTF8_COMPLETE, data, start, end) === UTF8_COMPLETE;
}

/**
 * The state after `data[start, end)` follows on `state`: UTF8_COMPLETE, UTF8_INVALID, or a positive number that
 * stands for the continuation bytes still missing.
 */
export function advanceUtf8(state: number, data: Uint8Array, start: number, end: number): number {
  let at = start;
  let now = state;
  while (now > 0 && at < end) now = step(now, data[at++]!);
  if (now === UTF8_COMPLETE && end - at > BULK_BYTES) {
    const whole = endOfWholeCharacters(data, end);
    if (!isUtf8(data.subarray(at, whole))) return UTF8_INVALID;
    at = whole;
  }
  while (now >= 0 && at < end) now = step(now, data[at++]!);
  return now;
}

/** Where the last character begins that may lack bytes; `end` where the last byte ends one. */
function endOfWholeCharacters(data: Uint8Array, end: number): number {
  for (let back = 1; back <= 3; back++) {
    const byte = data[end - back]!;
    if (byte >= 0xc0) return end - back;
    if (byte < 0x80) return end;
  }
  return end;
}

/** One byte. A positive state packs how many continuation bytes are missing and the next one's range. */
function step(state: number, byte: number): number {
  if (state === UTF8_COMPLETE) {
    return byte < 0x80 ? UTF8_COMPLETE : lead(byte);
  }
  if (byte < ((state >> 8) & 0xff) || byte > state >> 16) return UTF8_INVALID;
  const missing = (state & 0xff) - 1;
  return missing === 0 ? UTF8_COMPLETE : pack(missing, CONTINUATION_LOW, CONTINUATION_HIGH);
}

/** The table 3-7 of the Unicode standard: no overlong forms, no surrogates, nothing above U+10FFFF. */
function lead(byte: number): number {
  if (byte < 0xc2 || byte > 0xf4) return UTF8_INVALID;
  if (byte < 0xe0) return pack(1, CONTINUATION_LOW, CONTINUATION_HIGH);
  if (byte === 0xe0) return pack(2, 0xa0, CONTINUATION_HIGH);
  if (byte === 0xed) return pack(2, CONTINUATION_LOW, 0x9f);
  if (byte < 0xf0) return pack(2, CONTINUATION_LOW, CONTINUATION_HIGH);
  if (byte === 0xf0) return pack(3, 0x90, CONTINUATION_HIGH);
  if (byte === 0xf4) return pack(3, CONTINUATION_LOW, 0x8f);
  return pack(3, CONTINUATION_LOW, CONTINUATION_HIGH);
}

function pack(missing: number, low: number, high: number): number {
  return missing | (low << 8) | (high << 16);
}
