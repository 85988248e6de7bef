// Plain TCP straight on the kernel's sockets: no copy of what comes, no object per chunk, one system call a read and
// one a write. Only opens them; each then goes its own way (kernel-socket.ts).
import type { Target } from '../../../plan/plan.ts';
import type { NextTurn } from '../../loop/next-turn.ts';
import type { Dialing, Transport, TransportUser } from '../transport.ts';
import type { KernelLoop } from './loop.ts';
import { ReadBuffer } from './read-buffer.ts';
import { type KernelIo, KernelSocket } from './socket.ts';
import { socketAddress } from './socket-address.ts';
import { connectSocket } from './tcp-calls.ts';

export class KernelTransport implements Transport {
  readonly #target: Target;
  readonly #io: KernelIo;
  #dialed = 0;

  constructor(target: Target, loop: KernelLoop, nextTurn: NextTurn) {
    this.#target = target;
    this.#io = { loop, nextTurn, buffer: new ReadBuffer() };
  }

  dial(address: string, user: TransportUser): Dialing | null {
    const { sourceAddresses, port } = this.#target;
    const source =
      sourceAddresses.length > 0 ? sourceAddresses[this.#dialed++ % sourceAddresses.length]! : null;
    const { loop } = this.#io;
    const from = source === null ? null : socketAddress(source, 0);
    const fd = connectSocket(loop.libc, socketAddress(address, port), from);
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
