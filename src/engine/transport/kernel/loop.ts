// A worker's own event loop on Linux: it waits in the kernel for its sockets, for the next due time (to the
// microsecond; the runtime's timers are late by half a millisecond) and for the runtime's own loop, which gets its
// turn after each wait. Knows no socket's business, only who handles a file descriptor.
// Law: nobody waits longer than MAX_SLEEP_US, so that even what neither of them announces is served.

import { ptr } from 'bun:ffi';
import { readdirSync, readlinkSync } from 'node:fs';
import type { Clock } from '../../../base/time.ts';
import type { Alarm } from '../../loop/alarm.ts';
import type { NextTurn } from '../../loop/next-turn.ts';
import { EventArray } from './event-array.ts';
import { EPOLL, type Libc, openLibc } from './libc.ts';

/** Whom a file descriptor's events are told. */
export interface Polled {
  /** EPOLL's bits. */
  onEvents(events: number): void;
}

const MAX_EVENTS = 1_024;
const MAX_SLEEP_US = 10_000;
const EPOLL_CLOEXEC = 0x80000;
const EPOLL_CTL_ADD = 1;
const EPOLL_CTL_DEL = 2;
const PR_SET_TIMERSLACK = 29;

export class KernelLoop implements Alarm {
  onRing: () => void = () => {};
  readonly libc: Libc;
  readonly #clock: Clock;
  readonly #nextTurn: NextTurn;
  readonly #epoll: number;
  readonly #events = new EventArray(MAX_EVENTS);
  readonly #one = new EventArray(1);
  /** struct timespec, two 64-bit numbers: seconds, always 0 here, and nanoseconds. */
  readonly #timeout = new Int32Array(4);
  readonly #timeoutAt = ptr(this.#timeout);
  readonly #polled: (Polled | undefined)[] = [];
  /** Closed only between two waits: a number used again within a round of events would get another's. */
  readonly #closing: number[] = [];
  #dueUs = Number.POSITIVE_INFINITY;
  #running = false;

  private constructor(libc: Libc, epoll: number, clock: Clock, nextTurn: NextTurn) {
    this.libc = libc;
    this.#epoll = epoll;
    this.#clock = clock;
    this.#nextTurn = nextTurn;
  }

  /** null where the system or this process gives no way to it. */
  static open(clock: Clock, nextTurn: NextTurn, libc: Libc | null = openLibc()): KernelLoop | null {
    if (libc === null) return null;
    const epoll = libc.epoll_create1(EPOLL_CLOEXEC);
    if (epoll < 0) return null;
    const loop = new KernelLoop(libc, epoll, clock, nextTurn);
    // The runtime's events need no handler: it has its turn after every wait. In a worker it has one epoll; where there
    // are more (under a test runner) another thread's may stay ready, which is then told once and not for ever.
    const runtimes = openEpolls().filter((fd) => fd !== epoll);
    const events = runtimes.length === 1 ? EPOLL.in : EPOLL.in | EPOLL.edge;
    // The library may know the wait, and the kernel below not (it came with 5.11), or a filter may forbid it.
    const canWait = loop.#wait(0) >= 0;
    if (!canWait || runtimes.length === 0 || !runtimes.every((fd) => loop.#watch(fd, events))) {
      libc.close(epoll);
      return null;
    }
    libc.prctl(PR_SET_TIMERSLACK, 1, 0, 0, 0);
    return loop;
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    setImmediate(this.#turn);
  }

  stop(): void {
    this.#running = false;
  }

  /** Tells `polled` of each change of readiness, once. */
  add(fd: number, polled: Polled): boolean {
    this.#polled[fd] = polled;
    return this.#watch(fd, EPOLL.in | EPOLL.out | EPOLL.peerHangUp | EPOLL.edge);
  }

  /** Closes it; nobody is told anything more. */
  close(fd: number): void {
    this.#polled[fd] = undefined;
    this.#closing.push(fd);
  }

  /** Somebody else's from now on, open as it is. */
  release(fd: number): void {
    this.#polled[fd] = undefined;
    this.libc.epoll_ctl(this.#epoll, EPOLL_CTL_DEL, fd, this.#one.address);
  }

  set(dueUs: number): void {
    this.#dueUs = dueUs;
  }

  clear(): void {
    this.#dueUs = Number.POSITIVE_INFINITY;
  }

  readonly #turn = (): void => {
    if (!this.#running) return;
    setImmediate(this.#turn);
    for (let i = 0; i < this.#closing.length; i++) this.libc.close(this.#closing[i]!);
    this.#closing.length = 0;
    const count = this.#wait(this.#sleepUs());
    for (let i = 0; i < count; i++) this.#polled[this.#events.fd(i)]?.onEvents(this.#events.events(i));
    if (this.#clock.nowUs() < this.#dueUs) return;
    this.#dueUs = Number.POSITIVE_INFINITY;
    this.onRing();
  };

  #sleepUs(): number {
    const untilDueUs = this.#dueUs - this.#clock.nowUs();
    return this.#nextTurn.isEmpty ? Math.min(MAX_SLEEP_US, Math.max(0, untilDueUs)) : 0;
  }

  /** How many events there are after at most so long; less than none is an interruption by a signal. */
  #wait(sleepUs: number): number {
    this.#timeout[2] = Math.ceil(sleepUs * 1_000);
    return this.libc.epoll_pwait2(this.#epoll, this.#events.address, MAX_EVENTS, this.#timeoutAt, null);
  }

  #watch(fd: number, events: number): boolean {
    this.#one.set(0, events, fd);
    return this.libc.epoll_ctl(this.#epoll, EPOLL_CTL_ADD, fd, this.#one.address) === 0;
  }
}

function openEpolls(): number[] {
  return readdirSync('/proc/self/fd').filter(isEpoll).map(Number);
}

function isEpoll(fd: string): boolean {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`) === 'anon_inode:[eventpoll]';
  } catch {
    return false; // the directory's own, closed by now
  }
}
