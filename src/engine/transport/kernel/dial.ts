// A TCP connect on the kernel's own socket, handed over as a file descriptor once it stands: for whoever drives the
// connection from then on. Can be called off, and names what went wrong as the kernel does.

import type { Dialing } from '../transport.ts';
import { EPOLL } from './libc.ts';
import type { KernelLoop, Polled } from './loop.ts';
import { takeSocketError } from './tcp-calls.ts';

export class KernelDial implements Polled, Dialing {
  readonly #loop: KernelLoop;
  readonly #fd: number;
  readonly #onEnded: (fd: number, code: string | null) => void;
  #isOver = false;

  /** `onEnded` gets the connected socket and null, or what went wrong. */
  constructor(loop: KernelLoop, fd: number, onEnded: (fd: number, code: string | null) => void) {
    this.#loop = loop;
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
      this.#loop.release(this.#fd);
      this.#onEnded(this.#fd, null);
    }
  }

  terminate(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#loop.close(this.#fd);
  }
}
