// WebSocket messages out of one direction of a captured connection: behind the HTTP head, frame by frame, unmasked, with
// when the packet that carries a frame's last byte was seen. Written anew here and not with src/wire/: what it judges must
// not be its own judge. Pure; knows text and binary frames that are whole, and passes over control frames.
import type { ByteStream } from './tcp.ts';

export interface WireMessage {
  readonly text: string;
  readonly atUs: number;
}

const HEAD_END = '\r\n\r\n';
const FIN = 0x80;
const MASKED = 0x80;
const CONTROL = 0x08;

export function* messagesOf(stream: ByteStream): Generator<WireMessage> {
  const { bytes } = stream;
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf(HEAD_END);
  if (head < 0) return;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = head + HEAD_END.length; at + 2 <= bytes.length; ) {
    const first = bytes[at]!;
    const isMasked = (bytes[at + 1]! & MASKED) !== 0;
    let length = bytes[at + 1]! & ~MASKED;
    at += 2;
    if (length === 126) {
      length = view.getUint16(at);
      at += 2;
    } else if (length === 127) {
      length = Number(view.getBigUint64(at));
      at += 8;
    }
    const key = isMasked ? bytes.subarray(at, at + 4) : undefined;
    if (isMasked) at += 4;
    if (at + length > bytes.length) return;
    const payload = bytes.slice(at, at + length);
    if (key !== undefined) for (let i = 0; i < length; i++) payload[i]! ^= key[i & 3]!;
    at += length;
    if ((first & CONTROL) !== 0) continue;
    if ((first & FIN) === 0) throw new Error('a fragmented message, which no side of this measurement sends');
    yield { text: new TextDecoder().decode(payload), atUs: stream.seenAtUs(at - 1) };
  }
}
