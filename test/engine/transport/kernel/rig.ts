// What the tests of the kernel's sockets share: a loop that runs, a server of node's own in the same process, and the user
// of a socket that keeps what it is told.
import { readdirSync, readlinkSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { monotonicClock } from '../../../../src/engine/loop/clock.ts';
import { NextTurn } from '../../../../src/engine/loop/next-turn.ts';
import { type Libc, openLibc } from '../../../../src/engine/transport/kernel/libc.ts';
import { KernelLoop } from '../../../../src/engine/transport/kernel/loop.ts';
import { ReadBuffer } from '../../../../src/engine/transport/kernel/read-buffer.ts';
import type { KernelIo } from '../../../../src/engine/transport/kernel/socket.ts';
import { socketAddress } from '../../../../src/engine/transport/kernel/socket-address.ts';
import { connectSocket } from '../../../../src/engine/transport/kernel/tcp-calls.ts';
import { SocketCount } from '../../../../src/engine/transport/socket-count.ts';
import type { SocketUser, TransportSocket } from '../../../../src/engine/transport/transport.ts';

/** All there is of this is on Linux. */
export const IS_ELSEWHERE = process.platform !== 'linux';

export const aTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

export function libc(): Libc {
  const library = openLibc();
  if (library === null) throw new Error('no C library');
  return library;
}

/** A loop that runs until it is closed, with what its sockets share. */
export function openIo(): KernelIo & { close(): void } {
  const [io, closeLoops] = withLoops(() => {
    const nextTurn = new NextTurn();
    const loop = KernelLoop.open(monotonicClock, nextTurn);
    if (loop === null) throw new Error('no way to the kernel');
    return { loop, nextTurn, buffer: new ReadBuffer(), count: new SocketCount() };
  });
  io.loop.start();
  const close = () => {
    io.loop.stop();
    closeLoops();
  };
  return { ...io, close };
}

/**
 * What `make` makes, and what closes the loops that it opened. A worker has one for its whole life; of those that watch one
 * another the kernel allows only a few in one process.
 */
export function withLoops<T>(make: () => T): [made: T, close: () => void] {
  const before = openFiles('anon_inode:[eventpoll]');
  const made = make();
  const own = openFiles('anon_inode:[eventpoll]').filter((fd) => !before.includes(fd));
  return [made, () => own.forEach((fd) => void openLibc()?.close(Number(fd)))];
}

/** The numbers of this process' open files of a kind: `socket:` is how those of sockets begin. */
export function openFiles(kind: string): string[] {
  return readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).startsWith(kind);
    } catch {
      return false; // the directory's own, closed by now
    }
  });
}

/** Of enum tcp_state. */
export const TCP_STATE = { established: 1, closed: 7, closeWait: 8 };
const IPPROTO_TCP = 6;
const TCP_INFO = 11;

/** What the kernel knows of the connection, without a word of it being used up. */
export function tcpState(library: Libc, fd: number): number {
  const state = new Uint8Array(1);
  library.getsockopt(fd, IPPROTO_TCP, TCP_INFO, state, new Uint32Array([1]));
  return state[0]!;
}

export interface Peer extends Disposable {
  readonly port: number;
  readonly sockets: Socket[];
  /** Connects a socket of the kernel's to it. */
  connect(library: Libc): number;
}

export async function listen(serve: (socket: Socket) => void = () => {}): Promise<Peer> {
  const sockets: Socket[] = [];
  const server = createServer({ allowHalfOpen: false }, (socket) => {
    sockets.push(socket.on('error', () => {}));
    serve(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    sockets,
    connect: (library) => connected(connectSocket(library, socketAddress('127.0.0.1', port), null)),
    [Symbol.dispose]: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

/** A port of 127.0.0.1 where nobody listens. */
export async function deafPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function connected(fd: number | string): number {
  if (typeof fd === 'string') throw new Error(`no connection: ${fd}`);
  return fd;
}

/** Keeps what a socket tells it, in words and in order. */
export class Listener implements SocketUser {
  readonly told: string[] = [];
  readonly chunks: Buffer[] = [];
  onChunk: (chunk: Uint8Array) => void = () => {};

  get text(): string {
    return Buffer.concat(this.chunks).toString();
  }

  onConnected(_socket: TransportSocket): void {
    this.told.push('connected');
  }

  onConnectFailed(code: string): void {
    this.told.push(`failed ${code}`);
  }

  onSecured(): void {
    this.told.push('secured');
  }

  onBytes(chunk: Uint8Array): void {
    this.chunks.push(Buffer.from(chunk));
    this.onChunk(chunk);
  }

  onWritable(): void {
    this.told.push('writable');
  }

  onDisconnected(code: string | null): void {
    this.told.push(`disconnected ${code}`);
  }
}
