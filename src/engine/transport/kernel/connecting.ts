// A TCP connect on the kernel's own socket, handed over as a file descriptor once it stands: for whoever drives the
// connection from then on. Can be called off, and names what went wrong as the kernel does.

import type { SocketCount } from '../socket-count.ts';
import type { Connecting } from '../transport.ts';
import { EPOLL } from './libc.ts';
import type { KernelLoop, Polled } from './loop.ts';
import { takeSocketError } from './tcp-calls.ts';

export class KernelConnecting implements Polled, Connecting {
  readonly #loop: KernelLoop;
  readonly #count: SocketCount;
  readonly #fd: number;
  readonly #onEnded: (fd: number, code: string | null) => void;
  #isOver = false;

  /** `onEnded` gets the connected socket and null, or what went wrong. */
  constructor(
    loop: KernelLoop,
    count: SocketCount,
    fd: number,
    onEnded: (fd: number, code: string | null) => void,
  ) {
    count.add();
    this.#loop = loop;
    this.#count = count;
    this.#fd = fd;
    this.#onEnded = onEnded;
  }

  onEvents(events: number): void {
    if (this.#isOver) return;
    if ((events & (EPOLL.error | EPOLL.hangUp)) !== 0) {
      this.terminate();
      this.#onEnded(-1, takeSocketError(this.#loop.libc, this.#fd) ?? 'ECONNRESET');
    } else if ((events & EPOLL.out) !== 0) {
      this.#isOver = true;
      this.#count.remove();
      this.#loop.release(this.#fd);
      this.#onEnded(this.#fd, null);
    }
  }

  terminate(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#count.remove();
    this.#loop.close(this.#fd);
  }
}
