// Arrivals that are due, in order, let through as the caps allow: so many handshakes in flight, so many
// started a second. What waits keeps its due time, so that the wait shows as lateness and is never hidden.

import type { Turner } from '../loop/next-turn.ts';
import { Timer, type TimerOwner } from '../loop/timer-wheel.ts';
import type { EngineContext } from '../shared/context.ts';
import type { Seat } from './seat.ts';

interface Waiting {
  readonly seat: Seat;
  readonly dueUs: number;
  /** When it came here. */
  readonly addedUs: number;
}

export class DialPacer implements TimerOwner, Turner {
  readonly #context: EngineContext;
  readonly #timer = new Timer(this, 0);
  #queue: Waiting[] = [];
  #head = 0;
  #inFlight = 0;
  #nextUs = 0;
  #pumping = false;
  #isTurning = false;

  constructor(context: EngineContext) {
    this.#context = context;
  }

  get waiting(): number {
    return this.#queue.length - this.#head;
  }

  add(seat: Seat, dueUs: number): void {
    this.#queue.push({ seat, dueUs, addedUs: this.#context.clock.nowUs() });
    this.#pump();
  }

  /** The room it leaves is filled in the loop's next turn, for all that ended in this one. */
  handshakeEnded(): void {
    this.#inFlight--;
    if (this.waiting === 0 || this.#isTurning) return;
    this.#isTurning = true;
    this.#context.nextTurn.add(this);
  }

  onNextTurn(): void {
    this.#isTurning = false;
    this.#pump();
  }

  onTimer(): void {
    this.#pump();
  }

  /** Takes out of the queue whom `keeps` does not keep, and returns them. */
  refuse(keeps: (seat: Seat) => boolean): Seat[] {
    const waiting = this.#queue.slice(this.#head);
    this.#queue = waiting.filter((entry) => keeps(entry.seat));
    this.#head = 0;
    return waiting.filter((entry) => !keeps(entry.seat)).map((entry) => entry.seat);
  }

  #pump(): void {
    // A dial that fails at once ends its handshake inside this loop: let the loop go on, not nest.
    if (this.#pumping) return;
    this.#pumping = true;
    const { handshakesPerSecond, maxHandshakesInFlight } = this.#context.plan.pacing;
    while (this.waiting > 0 && this.#inFlight < maxHandshakesInFlight) {
      if (this.#passOver(this.#queue[this.#head]!.seat)) continue;
      if (handshakesPerSecond !== null && !this.#mayStart(handshakesPerSecond)) break;
      const next = this.#queue[this.#head++]!;
      this.#inFlight++;
      next.seat.dial(next.dueUs, next.addedUs);
    }
    if (this.#head > 1_024 && this.#head * 2 > this.#queue.length) {
      this.#queue = this.#queue.slice(this.#head);
      this.#head = 0;
    }
    this.#pumping = false;
  }

  /** True where the profile stepped down while the seat waited: it is not dialed any more. */
  #passOver(seat: Seat): boolean {
    if (seat.isWanted) return false;
    this.#head++;
    seat.unqueue();
    this.#context.recorder.notAttempted('stepped-down');
    return true;
  }

  /** One start every 1/rate; a pause is not caught up by a burst of more than one timer's lateness. */
  #mayStart(perSecond: number): boolean {
    const nowUs = this.#context.clock.nowUs();
    if (nowUs < this.#nextUs) {
      this.#context.wheel.set(this.#timer, this.#nextUs);
      return false;
    }
    const intervalUs = 1_000_000 / perSecond;
    this.#nextUs = Math.max(this.#nextUs, nowUs - MAX_CATCH_UP_US) + intervalUs;
    return true;
  }
}

const MAX_CATCH_UP_US = 5_000;
