// Arrivals that are due, let through as the caps allow: so many handshakes in flight, so many started a second. Each
// credential has a queue of its own (dial-queues.ts). What waits keeps its due time, so that the wait shows as lateness and
// is never hidden.

import type { Turner } from '../loop/next-turn.ts';
import { Timer, type TimerOwner } from '../loop/timer-wheel.ts';
import type { EngineContext } from '../shared/context.ts';
import { DialQueues } from './dial-queues.ts';
import type { Seat } from './seat.ts';

const MAX_CATCH_UP_US = 5_000;

export class DialPacer implements TimerOwner, Turner {
  readonly #context: EngineContext;
  readonly #timer = new Timer(this, 0);
  readonly #queues = new DialQueues();
  #inFlight = 0;
  #nextUs = 0;
  #pumping = false;
  #isTurning = false;

  constructor(context: EngineContext) {
    this.#context = context;
  }

  get waiting(): number {
    return this.#queues.length;
  }

  add(seat: Seat, dueUs: number): void {
    const { credentials, clock } = this.#context;
    this.#queues.add(credentials.of(seat.ordinal).index, { seat, dueUs, addedUs: clock.nowUs() });
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

  /** Takes out of the queues whom `keeps` does not keep, and returns them. */
  refuse(keeps: (seat: Seat) => boolean): Seat[] {
    return this.#queues.refuse((waiting) => keeps(waiting.seat)).map((waiting) => waiting.seat);
  }

  #pump(): void {
    // A dial that fails at once ends its handshake inside this loop: let the loop go on, not nest.
    if (this.#pumping) return;
    this.#pumping = true;
    const { handshakesPerSecond, maxHandshakesInFlight } = this.#context.plan.pacing;
    while (this.#inFlight < maxHandshakesInFlight) {
      const next = this.#queues.head();
      if (next === undefined) break;
      if (!next.seat.isWanted) {
        this.#passOver(next.seat);
        continue;
      }
      if (handshakesPerSecond !== null && !this.#mayStart(handshakesPerSecond)) break;
      this.#queues.shift();
      this.#inFlight++;
      next.seat.dial(next.dueUs, next.addedUs);
    }
    this.#pumping = false;
  }

  /** The profile stepped down while the seat waited: it is not dialed any more. */
  #passOver(seat: Seat): void {
    this.#queues.shift();
    seat.unqueue();
    this.#context.recorder.notAttempted('stepped-down');
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
