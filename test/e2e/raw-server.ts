// A server that speaks only what a test tells it to, byte by byte: for targets that refuse, stall and lie.
// Shares no code with what it is used against. It lives in the test's own process and ends with the test.
import { createHash } from 'node:crypto';
import { createServer, type Socket } from 'node:net';
import { cleanups } from './cli.ts';

export interface RawServer {
  readonly port: number;
  /** `ws://127.0.0.1:PORT/`. */
  readonly url: string;
  /** Connections that are open now. */
  readonly open: number;
  readonly accepted: number;
  /** Upgrade requests answered with 101 by `listenUpgraded`. */
  readonly upgraded: number;
  /** Frames received on connections of `listenUpgraded`: messages, and close frames. */
  readonly messages: number;
  readonly goodbyes: number;
}

export interface Client {
  readonly socket: Socket;
  /** What came so far, as text. */
  readonly request: string;
}

type Behaviour = (client: Client) => void;

/** Hears of every connection as soon as it is accepted. */
export function listenRaw(onAccepted: (socket: Socket) => void): Promise<RawServer> {
  return serve((socket) => onAccepted(socket));
}

/** Hears of every connection once its upgrade request is whole. */
export function listenForRequest(onRequest: Behaviour): Promise<RawServer> {
  return serve((socket) => {
    let request = '';
    const onData = (chunk: Buffer) => {
      request += chunk.toString('latin1');
      if (!request.includes('\r\n\r\n')) return;
      socket.off('data', onData);
      onRequest({ socket, request });
      socket.resume();
    };
    socket.on('data', onData);
  });
}

/** Upgrades every connection, correctly, and then does what it is told. */
export function listenUpgraded(afterUpgrade: Behaviour): Promise<RawServer> {
  return listenForRequest((client) => {
    client.socket.write(upgradeAnswer(client.request));
    afterUpgrade(client);
  });
}

/** A correct 101, with further header lines. */
export function upgradeAnswer(request: string, ...headers: string[]): string {
  const lines = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'];
  return `${[...lines, `Sec-WebSocket-Accept: ${acceptOf(request)}`, ...headers].join('\r\n')}\r\n\r\n`;
}

/** An unmasked frame of a server, at most 125 bytes long. */
export function frame(opcode: number, payload: Uint8Array | string): Buffer {
  const body = Buffer.from(payload);
  return Buffer.concat([Buffer.from([0x80 | opcode, body.length]), body]);
}

export function closeFrame(code: number, reason = ''): Buffer {
  return frame(8, Buffer.concat([Buffer.from([code >> 8, code & 0xff]), Buffer.from(reason)]));
}

function acceptOf(request: string): string {
  const key = /^sec-websocket-key:\s*(\S+)/im.exec(request)?.[1] ?? '';
  return createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
}

function serve(onAccepted: (socket: Socket) => void): Promise<RawServer> {
  const sockets = new Set<Socket>();
  const counts = { accepted: 0, bytes: 0 };
  const server = createServer((socket) => {
    counts.accepted++;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      counts.bytes += chunk.length;
    });
    onAccepted(socket);
  });
  cleanups.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      resolve({
        port,
        url: `ws://127.0.0.1:${port}/`,
        get open() {
          return sockets.size;
        },
        get accepted() {
          return counts.accepted;
        },
        get bytes() {
          return counts.bytes;
        },
      });
    });
  });
}
