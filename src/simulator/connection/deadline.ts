// One thing that befalls a connection at a time: its token expires, its authentication is overdue, a fault.

import { WheelEntry } from '../wheel.ts';
import type { Connection } from './connection.ts';

const COARSE_US = 10_000;

/** Rounded up, so that thousands of deadlines share few wake-ups: none is early, none late by more than 10 ms. */
export function coarseUs(dueAtUs: number): number {
  return Math.ceil(dueAtUs / COARSE_US) * COARSE_US;
}

export class Deadline extends WheelEntry {
  readonly #connection: Connection;
  readonly #befall: (connection: Connection) => void;

  /** `befall` is one function for all connections, not a closure for each. */
  constructor(connection: Connection, befall: (connection: Connection) => void) {
    super();
    this.#connection = connection;
    this.#befall = befall;
  }

  override fire(): void {
    this.#befall(this.#connection);
  }
}
