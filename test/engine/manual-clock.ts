// A clock that tests move by hand.
import type { Clock } from '../../src/base/time.ts';

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
