// The bytes of both sides as a server sees them: answers to an upgrade, frames good and bad, and a reader of what
// a client sends. Written from RFC 6455; shares no code with what it is used against.
import type { Duplex } from 'node:stream';
import { upgradeAnswer } from '../e2e/raw-server.ts';

export { closeFrame, frame, upgradeAnswer } from '../e2e/raw-server.ts';

export interface ClientFrame {
  /** The first byte: FIN, reserved bits, opcode. */
  readonly first: number;
  readonly opcode: number;
  readonly payload: Buffer;
}

/** An answer to an upgrade without a body. */
export function status(line: string, ...headers: string[]): string {
  return [`HTTP/1.1 ${line}`, ...headers, 'Content-Length: 0', '', ''].join('\r\n');
}

/** Any bytes as one frame of a server: the first byte as given, the length in its shortest form. */
export function rawFrame(first: number, payload: Uint8Array): Buffer {
  const { length } = payload;
  if (length < 126) return Buffer.concat([Buffer.from([first, length]), payload]);
  if (length < 65_536) return Buffer.concat([Buffer.from([first, 126, length >> 8, length & 0xff]), payload]);
  const header = Buffer.from([first, 127, 0, 0, 0, 0, 0, 0, 0, 0]);
  header.writeUInt32BE(length, 6);
  return Buffer.concat([header, payload]);
}

/** A masked close frame carries its code in the first two bytes; 1005 where there are none. */
export function closeCode({ payload }: ClientFrame): number {
  return payload.length < 2 ? 1005 : payload.readUInt16BE(0);
}

/** Hears once of the whole request; what follows it is put back. */
export function readRequest(socket: Duplex, onRequest: (request: string) => void): void {
  let request = '';
  const onData = (chunk: Buffer) => {
    request += chunk.toString('latin1');
    const end = request.indexOf('\r\n\r\n');
    if (end < 0) return;
    socket.off('data', onData);
    const rest = Buffer.from(request.slice(end + 4), 'latin1');
    onRequest(request.slice(0, end + 4));
    if (rest.length > 0) socket.emit('data', rest);
  };
  socket.on('data', onData);
}

/** Hears of every frame of a client once it is whole, unmasked. */
export function readFrames(socket: Duplex, onFrame: (frame: ClientFrame) => void): void {
  let rest: Buffer = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (let size = frameSize(rest); size > 0 && rest.length >= size; size = frameSize(rest)) {
      onFrame(readFrame(rest.subarray(0, size)));
      rest = rest.subarray(size);
    }
  });
}

/** Upgrades, then calls: the one way in which every open connection begins. */
export function upgrade(socket: Duplex, then: (request: string) => void, ...headers: string[]): void {
  readRequest(socket, (request) => {
    socket.write(upgradeAnswer(request, ...headers));
    then(request);
  });
}

/** Of the frame that `data` begins with; 0 where that cannot be told yet. */
function frameSize(data: Buffer): number {
  if (data.length < 2) return 0;
  const short = data[1]! & 0x7f;
  if (short < 126) return 6 + short;
  if (short === 126) return data.length < 4 ? 0 : 8 + data.readUInt16BE(2);
  return data.length < 10 ? 0 : 14 + Number(data.readBigUInt64BE(2));
}

function readFrame(frame: Buffer): ClientFrame {
  const short = frame[1]! & 0x7f;
  const maskAt = short < 126 ? 2 : short === 126 ? 4 : 10;
  const payload = Buffer.from(frame.subarray(maskAt + 4));
  for (let i = 0; i < payload.length; i++) payload[i]! ^= frame[maskAt + (i % 4)]!;
  return { first: frame[0]!, opcode: frame[0]! & 0x0f, payload };
}
