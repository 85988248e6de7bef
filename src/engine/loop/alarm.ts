// What wakes the timer wheel: the worker's own loop where there is one (kernel-loop.ts), else the runtime's timers,
// which are late by about half a millisecond.
import { type Clock, US_PER_MS } from '../../base/time.ts';

/** One time to wake at. */
export interface Alarm {
  /** Called once at or after the time that was set last. */
  onRing: () => void;
  /** Replaces the time set before. */
  set(dueUs: number): void;
  clear(): void;
}

export class TimeoutAlarm implements Alarm {
  onRing: () => void = () => {};
  readonly #clock: Clock;
  #handle: ReturnType<typeof setTimeout> | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  set(dueUs: number): void {
    clearTimeout(this.#handle);
    const sleepMs = Math.max(1, Math.ceil((dueUs - this.#clock.nowUs()) / US_PER_MS));
    this.#handle = setTimeout(this.onRing, sleepMs);
  }

  clear(): void {
    clearTimeout(this.#handle);
    this.#handle = undefined;
  }
}
