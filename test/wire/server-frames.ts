// A server's frames, written straight from RFC 6455 section 5.2 and sharing nothing with src/wire: plain on purpose.
import fc from 'fast-check';

export interface ServerFrame {
  readonly opcode: number;
  readonly payload: Uint8Array;
  readonly fin?: boolean;
  readonly rsv1?: boolean;
}

export function encodeFrame({ opcode, payload, fin = true, rsv1 = false }: ServerFrame): Buffer {
  const length = payload.length;
  const first = (fin ? 0x80 : 0) + (rsv1 ? 0x40 : 0) + opcode;
  let header: Buffer;
  if (length <= 125) {
    header = Buffer.from([first, length]);
  } else if (length <= 0xffff) {
    header = Buffer.alloc(4);
    header.writeUInt16BE(length, 2);
    header[1] = 126;
  } else {
    header = Buffer.alloc(10);
    header.writeBigUInt64BE(BigInt(length), 2);
    header[1] = 127;
  }
  header[0] = first;
  return Buffer.concat([header, payload]);
}

export interface ClientFrame {
  readonly opcode: number;
  readonly fin: boolean;
  readonly rsv1: boolean;
  readonly key: number;
  readonly payload: Buffer;
}

/** Masked frames, unmasked; throws where the bytes are no whole frames. */
export function decodeClientFrames(bytes: Uint8Array): ClientFrame[] {
  const data = Buffer.from(bytes);
  const frames: ClientFrame[] = [];
  let at = 0;
  while (at < data.length) {
    const first = data.readUInt8(at);
    const second = data.readUInt8(at + 1);
    if (second < 0x80) throw new Error('an unmasked frame');
    let length = second & 0x7f;
    at += 2;
    if (length === 126) {
      length = data.readUInt16BE(at);
      at += 2;
    } else if (length === 127) {
      length = Number(data.readBigUInt64BE(at));
      at += 8;
    }
    const mask = data.subarray(at, at + 4);
    const key = data.readUInt32BE(at);
    at += 4;
    if (at + length > data.length) throw new Error('a frame is cut short');
    const payload = Buffer.from(data.subarray(at, at + length).map((byte, index) => byte ^ mask[index % 4]!));
    at += length;
    frames.push({ opcode: first & 0x0f, fin: first >= 0x80, rsv1: (first & 0x40) !== 0, key, payload });
  }
  return frames;
}

/** `bytes` in pieces of the given sizes, taken in turn; each its own copy, as a socket's would be. */
export function inChunks(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length]!;
    chunks.push(Uint8Array.prototype.slice.call(bytes, at, at + size));
    at += size;
  }
  return chunks;
}

/** Any chunking: mostly a few bytes at a time, so that every boundary is hit. */
export const chunkSizes = fc.array(
  fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 400 })),
  {
    minLength: 1,
    maxLength: 8,
  },
);

export function hex(text: string): Buffer<ArrayBuffer> {
  return Buffer.from(text.replaceAll(' ', ''), 'hex');
}
