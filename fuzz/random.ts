// One case's random numbers, from the project's seeded generator: the same (seed, part, case) draws the same numbers
// on every machine, whatever was played before, so a case's number alone brings it back.
import { uniform } from '../src/plan/random.ts';

const DRAWS = 0;

export class Random {
  readonly #key: number;
  #drawn = 0;

  constructor(seed: number, stream: number, n: number) {
    this.#key = Math.floor(uniform(seed, stream, n) * 2 ** 32);
  }

  /** In [0, 1). */
  next(): number {
    return uniform(this.#key, DRAWS, this.#drawn++);
  }

  /** An integer from 0 to `limit - 1`; 0 where there is none. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  /** An integer from `min` to `max`. */
  between(min: number, max: number): number {
    return min + this.below(max - min + 1);
  }

  chance(share: number): boolean {
    return this.next() < share;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }
}
