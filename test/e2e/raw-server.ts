// A server that speaks only what a test tells it to, byte by byte: for targets that refuse, stall and lie.
// Shares no code with what it is used against. It lives in the test's own process and ends with the test.
import { createHash } from 'node:crypto';
import { createServer, type Socket } from 'node:net';
import { cleanups } from './cli.ts';

export interface RawServer {
  readonly port: number;
  /** `ws://127.0.0.1:PORT/`. */
  readonly url: string;
  /** Connections that are open now, and all that ever were. */
  readonly open: number;
  readonly accepted: number;
  /** Of `listenUpgraded`: connections upgraded, messages received on them, the codes of close frames received. */
  readonly upgraded: number;
  readonly messages: number;
  readonly goodbyes: readonly number[];
}

export interface Client {
  readonly socket: Socket;
  /** The upgrade request, whole. */
  readonly request: string;
}

interface Counts {
  accepted: number;
  upgraded: number;
  messages: number;
  goodbyes: number[];
}
type OnAccepted = (socket: Socket, counts: Counts) => void;

/** Hears of every connection as soon as it is accepted. */
export function listenRaw(onAccepted: (socket: Socket) => void): Promise<RawServer> {
  return listen(onAccepted);
}

/** Hears of every connection once its upgrade request is whole. */
export function listenForRequest(onRequest: (client: Client) => void): Promise<RawServer> {
  return listen((socket) => readRequest(socket, (request) => onRequest({ socket, request })));
}

/** Upgrades every connection, correctly, and then does what it is told; it answers nothing by itself. */
export function listenUpgraded(afterUpgrade: (client: Client) => void = () => {}): Promise<RawServer> {
  return listen((socket, counts) =>
    readRequest(socket, (request) => {
      counts.upgraded++;
      countFrames(socket, counts);
      socket.write(upgradeAnswer(request));
      afterUpgrade({ socket, request });
    }),
  );
}

/** A correct 101, with further header lines. */
export function upgradeAnswer(request: string, ...headers: string[]): string {
  const key = /^sec-websocket-key:\s*(\S+)/im.exec(request)?.[1] ?? '';
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  const lines = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'];
  return `${[...lines, `Sec-WebSocket-Accept: ${accept}`, ...headers].join('\r\n')}\r\n\r\n`;
}

/** A server's frame, at most 125 bytes long. */
export function frame(opcode: number, payload: Uint8Array | string): Buffer {
  const body = Buffer.from(payload);
  return Buffer.concat([Buffer.from([0x80 | opcode, body.length]), body]);
}

export function closeFrame(code: number, reason = ''): Buffer {
  return frame(8, Buffer.concat([Buffer.from([code >> 8, code & 0xff]), Buffer.from(reason)]));
}

function readRequest(socket: Socket, onRequest: (request: string) => void): void {
  let request = '';
  const onData = (chunk: Buffer) => {
    request += chunk.toString('latin1');
    if (!request.includes('\r\n\r\n')) return;
    socket.off('data', onData);
    onRequest(request);
  };
  socket.on('data', onData);
}

/** Reads just enough of a client's frames, masked and at most 64 KiB long, to count them. */
function countFrames(socket: Socket, counts: Counts): void {
  let rest = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    rest = Buffer.concat([rest, chunk as Buffer]);
    while (rest.length >= 4) {
      const short = rest[1]! & 0x7f;
      const end = short < 126 ? 6 + short : 8 + rest.readUInt16BE(2);
      if (rest.length < end) return;
      if ((rest[0]! & 0x0f) < 8) counts.messages++;
      else if ((rest[0]! & 0x0f) === 8) counts.goodbyes.push(closeCodeOf(rest, end));
      rest = rest.subarray(end);
    }
  });
}

/** Of the masked close frame that `frame` begins with; 1005 where it has none. */
function closeCodeOf(frame: Buffer, end: number): number {
  return end < 8 ? 1005 : ((frame[6]! ^ frame[2]!) << 8) | (frame[7]! ^ frame[3]!);
}

function listen(onAccepted: OnAccepted): Promise<RawServer> {
  const sockets = new Set<Socket>();
  const counts: Counts = { accepted: 0, upgraded: 0, messages: 0, goodbyes: [] };
  const server = createServer((socket) => {
    counts.accepted++;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    socket.resume(); // whatever nobody reads is dropped, so that an end is seen
    onAccepted(socket, counts);
  });
  cleanups.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      const get = (count: () => unknown) => ({ enumerable: true, get: count });
      const seen = Object.keys(counts) as (keyof Counts)[];
      resolve(
        Object.defineProperties({ port, url: `ws://127.0.0.1:${port}/` } as RawServer, {
          open: get(() => sockets.size),
          ...Object.fromEntries(seen.map((key) => [key, get(() => counts[key])])),
        }),
      );
    });
  });
}
