// Plain TCP straight on the kernel's sockets: no copy of what comes, no object per chunk, one system call a read and
// one a write. Only opens them; each then goes its own way (socket.ts).
import type { NextTurn } from '../../loop/next-turn.ts';
import type { SourceAddresses } from '../source-addresses.ts';
import type { Connecting, Endpoint, SocketUser, Transport, TransportSettings } from '../transport.ts';
import type { KernelLoop } from './loop.ts';
import { ReadBuffer } from './read-buffer.ts';
import { type KernelIo, KernelSocket } from './socket.ts';
import { socketAddress } from './socket-address.ts';
import { connectSocket } from './tcp-calls.ts';

export class KernelTransport implements Transport {
  readonly #sources: SourceAddresses;
  readonly #io: KernelIo;

  constructor({ sources, count }: TransportSettings, loop: KernelLoop, nextTurn: NextTurn) {
    this.#sources = sources;
    this.#io = { loop, nextTurn, count, buffer: new ReadBuffer() };
  }

  dial(address: string, to: Endpoint, user: SocketUser): Connecting | null {
    const source = this.#sources.next();
    const { loop } = this.#io;
    const from = source === null ? null : socketAddress(source, 0);
    const fd = connectSocket(loop.libc, socketAddress(address, to.port), from);
    if (typeof fd === 'string') {
      user.onConnectFailed(fd);
      return null;
    }
    const socket = new KernelSocket(this.#io, fd, user);
    if (!loop.add(fd, socket)) {
      socket.terminate();
      user.onConnectFailed('ENOMEM');
      return null;
    }
    return socket;
  }
}
