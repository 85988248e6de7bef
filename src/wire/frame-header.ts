// The first two to ten bytes of a frame, RFC 6455 section 5.2, as pure functions over bytes.
// Knows nothing of the frames before: whether a frame may come here is the parser's question.
import type { WireErrorCode } from './wire-error.ts';

export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;
export type Opcode = (typeof OPCODE)[keyof typeof OPCODE];

export const FIN = 0x80;
export const RSV1 = 0x40;
const RSV2_AND_3 = 0x30;
const MASKED = 0x80;

/** The longest payload of a control frame. */
export const MAX_CONTROL_BYTES = 125;
/** The longest header of an unmasked frame. */
export const MAX_HEADER_BYTES = 10;

/** Bytes of an unmasked frame's header, told from its second byte. */
export function headerBytes(second: number): number {
  return second < 126 ? 2 : second === 126 ? 4 : 10;
}

/** What the first two bytes alone say against a frame from a server; null where nothing. */
export function checkFirstBytes(first: number, second: number, deflated: boolean): WireErrorCode | null {
  const opcode = first & 0x0f;
  if ((first & RSV2_AND_3) !== 0) return 'reserved-bits';
  if ((first & RSV1) !== 0 && !(deflated && (opcode === OPCODE.text || opcode === OPCODE.binary))) {
    return 'reserved-bits';
  }
  if ((opcode & 0x07) > 2) return 'unknown-opcode';
  if ((second & MASKED) !== 0) return 'masked';
  if (opcode < 8) return null;
  if ((first & FIN) === 0) return 'control-fragmented';
  return second > MAX_CONTROL_BYTES ? 'control-too-long' : null;
}

/**
 * The payload's length from a whole header at `at`. Beyond 2^53 it is rounded, which no limit lets pass.
 * -1 for a length with its highest bit set, -2 for one that fits a shorter form.
 */
export function payloadLength(header: Uint8Array, at: number): number {
  const second = header[at + 1]!;
  if (second < 126) return second;
  if (second === 126) {
    const length = (header[at + 2]! << 8) | header[at + 3]!;
    return length < 126 ? -2 : length;
  }
  if (header[at + 2]! >= 0x80) return -1;
  let length = 0;
  for (let byte = at + 2; byte < at + 10; byte++) length = length * 256 + header[byte]!;
  return length < 65_536 ? -2 : length;
}
