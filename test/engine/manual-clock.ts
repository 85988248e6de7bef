// A clock that tests move by hand, and the alarm that goes with it.
import type { Clock } from '../../src/base/time.ts';
import type { Alarm } from '../../src/engine/loop/alarm.ts';

export class ManualClock implements Clock {
  #nowUs: number;

  constructor(nowUs = 1_000_000) {
    this.#nowUs = nowUs;
  }

  nowUs(): number {
    return this.#nowUs;
  }

  advance(us: number): void {
    this.#nowUs += us;
  }
}

export class ManualAlarm implements Alarm {
  onRing: () => void = () => {};
  dueUs = Number.POSITIVE_INFINITY;

  set(dueUs: number): void {
    this.dueUs = dueUs;
  }

  clear(): void {
    this.dueUs = Number.POSITIVE_INFINITY;
  }
}
