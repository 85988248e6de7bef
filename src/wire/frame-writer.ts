// A client's frames, masked, written into the caller's buffer: nothing is allocated and nothing is sent.
// Every function returns the offset after the frame, or -1 where it does not fit or a control frame would be too
// long; then nothing is written.
import { closePayload } from './close-payload.ts';
import { FIN, MAX_CONTROL_BYTES, OPCODE, type Opcode, RSV1 } from './frame-header.ts';
import { maskInto } from './mask.ts';
import type { RandomPool } from './random-pool.ts';

const MASKED = 0x80;
const NO_PAYLOAD = new Uint8Array(0);

/** Bytes of a whole masked frame with this much payload. */
export function frameBytes(payloadBytes: number): number {
  return payloadBytes + (payloadBytes < 126 ? 6 : payloadBytes < 65_536 ? 8 : 14);
}

/** Bytes of all frames of a message cut into fragments of at most `fragmentBytes`. */
export function fragmentedBytes(payloadBytes: number, fragmentBytes: number): number {
  const whole = Math.floor(payloadBytes / fragmentBytes);
  const rest = payloadBytes - whole * fragmentBytes;
  return whole * frameBytes(fragmentBytes) + (rest > 0 || whole === 0 ? frameBytes(rest) : 0);
}

/** One frame with `payload[start, end)`. `rsv1` says that the message, whose first frame this is, is deflated. */
export function writeFrame(
  target: Uint8Array,
  offset: number,
  opcode: Opcode,
  fin: boolean,
  rsv1: boolean,
  payload: Uint8Array,
  maskKey: number,
  start = 0,
  end = payload.length,
): number {
  const length = end - start;
  if (offset + frameBytes(length) > target.length) return -1;
  let at = offset;
  target[at++] = opcode | (fin ? FIN : 0) | (rsv1 ? RSV1 : 0);
  if (length < 126) {
    target[at++] = MASKED | length;
  } else if (length < 65_536) {
    target[at++] = MASKED | 126;
    target[at++] = length >>> 8;
    target[at++] = length & 0xff;
  } else {
    target[at++] = MASKED | 127;
    at = writeWord(target, at, Math.floor(length / 2 ** 32));
    at = writeWord(target, at, length);
  }
  at = writeWord(target, at, maskKey);
  return maskInto(target, at, payload, start, end, maskKey);
}

/**
 * The fragment `payload[start, end)` of a message: the opcode and RSV1 go on the first, FIN on the last.
 * Between two fragments of a message any control frame may be written, but no other data frame.
 */
export function writeFragment(
  target: Uint8Array,
  offset: number,
  opcode: Opcode,
  rsv1: boolean,
  payload: Uint8Array,
  maskKey: number,
  start: number,
  end: number,
): number {
  const isFirst = start === 0;
  const frameOpcode = isFirst ? opcode : OPCODE.continuation;
  return writeFrame(
    target,
    offset,
    frameOpcode,
    end === payload.length,
    isFirst && rsv1,
    payload,
    maskKey,
    start,
    end,
  );
}

/** A whole message in fragments of at most `fragmentBytes`, at least one frame, each with a key of its own. */
export function writeFragmented(
  target: Uint8Array,
  offset: number,
  opcode: Opcode,
  rsv1: boolean,
  payload: Uint8Array,
  fragmentBytes: number,
  random: RandomPool,
): number {
  if (fragmentBytes < 1 || offset + fragmentedBytes(payload.length, fragmentBytes) > target.length) return -1;
  let start = 0;
  let at = offset;
  do {
    const end = Math.min(start + fragmentBytes, payload.length);
    at = writeFragment(target, at, opcode, rsv1, payload, random.maskKey(), start, end);
    start = end;
  } while (start < payload.length);
  return at;
}

/** A ping with at most 125 bytes of payload. */
export function writePing(target: Uint8Array, offset: number, maskKey: number, payload = NO_PAYLOAD): number {
  return writeControl(target, offset, OPCODE.ping, payload, maskKey, 0, payload.length);
}

/** A pong that returns a ping's payload `[start, end)`. */
export function writePong(
  target: Uint8Array,
  offset: number,
  maskKey: number,
  payload = NO_PAYLOAD,
  start = 0,
  end = payload.length,
): number {
  return writeControl(target, offset, OPCODE.pong, payload, maskKey, start, end);
}

/** A close frame; 1005, or a code that may not be sent, writes one without a code. A long reason is cut. */
export function writeClose(
  target: Uint8Array,
  offset: number,
  maskKey: number,
  code: number,
  reason = '',
): number {
  const payload = closePayload(code, reason);
  return writeControl(target, offset, OPCODE.close, payload, maskKey, 0, payload.length);
}

function writeControl(
  target: Uint8Array,
  offset: number,
  opcode: Opcode,
  payload: Uint8Array,
  maskKey: number,
  start: number,
  end: number,
): number {
  if (end - start > MAX_CONTROL_BYTES) return -1;
  return writeFrame(target, offset, opcode, true, false, payload, maskKey, start, end);
}

function writeWord(target: Uint8Array, at: number, word: number): number {
  target[at] = word >>> 24;
  target[at + 1] = (word >>> 16) & 0xff;
  target[at + 2] = (word >>> 8) & 0xff;
  target[at + 3] = word & 0xff;
  return at + 4;
}
