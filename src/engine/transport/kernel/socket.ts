// One TCP connection as an explicit state machine over its file descriptor: connecting -> open -> over -> closed. It is over
// once nobody is left to be stopped or written to, and closed once all that came before that is read.
// The loop tells it of a change of readiness once, so what is left unread is asked for again in the next turn.
// Law: a chunk lies in the worker's one buffer, which the next read overwrites; one buffer a turn is all that a peer
// gets, however fast it sends.

import type { NextTurn, Turner } from '../../loop/next-turn.ts';
import type { SocketCount } from '../socket-count.ts';
import type { Connecting, DialUser, SocketUser, StreamUser, TransportSocket } from '../transport.ts';
import { EPOLL } from './libc.ts';
import type { KernelLoop, Polled } from './loop.ts';
import type { ReadBuffer } from './read-buffer.ts';
import { forgetUnsent, takeSocketError } from './tcp-calls.ts';

/** What all sockets of a worker share. */
export interface KernelIo {
  readonly loop: KernelLoop;
  readonly nextTurn: NextTurn;
  readonly buffer: ReadBuffer;
  readonly count: SocketCount;
}

const CONNECTING = 0;
const OPEN = 1;
const OVER = 2;
const CLOSED = 3;

const MSG_DONTWAIT = 0x40;
const MSG_NOSIGNAL = 0x4000;
const SHUT_WR = 1;
const ENDED = EPOLL.peerHangUp | EPOLL.hangUp | EPOLL.error;

export class KernelSocket implements TransportSocket, Connecting, Polled, Turner {
  /** While it is connecting this is whoever dialed: a field of its own would stay with every connection. */
  data: StreamUser;
  readonly #io: KernelIo;
  readonly #fd: number;
  #state = CONNECTING;
  #isReading = true;
  #isBlocked = false;
  /** It is in the next turn's list. */
  #isWaiting = false;
  /** The peer's FIN or the end has been announced: nobody will announce it again. */
  #isEnding = false;
  /** What a write was told of the connection's end. */
  #broken: string | null = null;

  constructor(io: KernelIo, fd: number, user: SocketUser) {
    io.count.add();
    this.#io = io;
    this.#fd = fd;
    this.data = user;
  }

  onEvents(events: number): void {
    if (this.#state === CONNECTING && !this.#connected(events)) return;
    // A reset is heard even by who does not read. Where a write has met it, the kernel announces it as a mere hang-up.
    if (this.#state === OPEN && (events & (EPOLL.error | EPOLL.hangUp)) !== 0) this.#state = OVER;
    if ((events & EPOLL.out) !== 0 && this.#isBlocked && this.#state === OPEN) {
      this.#isBlocked = false;
      this.data.onWritable();
    }
    if ((events & ENDED) !== 0) this.#isEnding = true;
    if ((events & (EPOLL.in | ENDED)) !== 0) this.#read();
  }

  onNextTurn(): void {
    this.#isWaiting = false;
    this.#read();
  }

  write(bytes: Uint8Array, start = 0, length = bytes.length - start): number {
    if (this.#state !== OPEN) return 0;
    const from = start === 0 ? bytes : bytes.subarray(start);
    const taken = this.#io.loop.libc.send(this.#fd, from, length, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (taken === length) return taken;
    this.#isBlocked = true;
    // Broken: its own event says that it ended, but the kernel names the error only once, here.
    if (taken < 0) this.#noteBroken(this.#io.loop.libc.errorCode());
    return Math.max(0, taken);
  }

  pause(): void {
    this.#isReading = false;
  }

  resume(): void {
    this.#isReading = true;
    this.#readAgain();
  }

  end(): void {
    if (this.#state === OPEN) this.#io.loop.libc.shutdown(this.#fd, SHUT_WR);
  }

  terminate(): void {
    if (this.#state === CLOSED) return;
    forgetUnsent(this.#io.loop.libc, this.#fd);
    this.#close();
  }

  get #dialer(): DialUser {
    return this.data as SocketUser;
  }

  #connected(events: number): boolean {
    if ((events & (EPOLL.error | EPOLL.hangUp)) !== 0) {
      this.#close();
      this.#dialer.onConnectFailed(this.#takeError());
      return false;
    }
    if ((events & EPOLL.out) === 0) return false;
    this.#state = OPEN;
    this.#dialer.onConnected(this);
    return true;
  }

  #read(): void {
    if (this.#state !== OVER && (this.#state !== OPEN || !this.#isReading)) return;
    const { loop, buffer } = this.#io;
    const count = loop.libc.recv(this.#fd, buffer.address, buffer.capacity, MSG_DONTWAIT);
    if (count > 0) {
      if (count === buffer.capacity || this.#isEnding) this.#readAgain();
      this.data.onBytes(buffer.first(count));
    } else if (count === 0) {
      this.#disconnected(this.#broken);
    } else {
      const code = loop.libc.errorCode();
      if (code !== 'EAGAIN' && code !== 'EINTR') this.#disconnected(code);
    }
  }

  #noteBroken(code: string): void {
    if (code !== 'EAGAIN' && code !== 'EINTR' && code !== 'EPIPE') this.#broken = code;
  }

  #readAgain(): void {
    if (this.#isWaiting || this.#state === CLOSED) return;
    this.#isWaiting = true;
    this.#io.nextTurn.add(this);
  }

  #disconnected(code: string | null): void {
    this.#close();
    this.data.onDisconnected(code);
  }

  #close(): void {
    this.#state = CLOSED;
    this.#io.count.remove();
    this.#io.loop.close(this.#fd);
  }

  /** The file descriptor is still there: the loop closes it in its next turn. */
  #takeError(): string {
    return takeSocketError(this.#io.loop.libc, this.#fd) ?? 'ECONNRESET';
  }
}
