// One thing that befalls its owner at a time: its token expires, its authentication is overdue, a fault.

import { WheelEntry } from '../wheel.ts';

const COARSE_US = 10_000;

/** Rounded up, so that thousands of deadlines share few wake-ups: none is early, none late by more than 10 ms. */
export function coarseUs(dueAtUs: number): number {
  return Math.ceil(dueAtUs / COARSE_US) * COARSE_US;
}

export class Deadline<Owner> extends WheelEntry {
  readonly #owner: Owner;
  readonly #befall: (owner: Owner) => void;

  /** `befall` is one function for all owners, not a closure for each. */
  constructor(owner: Owner, befall: (owner: Owner) => void) {
    super();
    this.#owner = owner;
    this.#befall = befall;
  }

  override fire(): void {
    this.#befall(this.#owner);
  }
}
