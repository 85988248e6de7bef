// What the process that watches and the process that plays tell each other: an order there, a report back. JSON.
import type { PartName } from './part.ts';

export const SOCKETS = 'sockets';

export interface Order {
  readonly part: PartName;
  readonly seed: number;
  /** The first case. */
  readonly from: number;
  readonly count: number;
  readonly progressFile: string;
}

export interface PartFailure {
  /** The case that alone brings it back; null where only all of them together do. */
  readonly n: number | null;
  readonly what: string;
}

export interface PartReport {
  readonly cases: number;
  readonly seconds: number;
  readonly outcomes: Readonly<Record<string, number>>;
  /** The first of them. */
  readonly failures: readonly PartFailure[];
  readonly failed: number;
  /** Resident, of the process that played; where workers played beside it, theirs too. */
  readonly peakBytes: number;
  /** The longest that one case took; 0 where they take their time by design. */
  readonly slowestMs: number;
  /** From after the warm-up to the end, each time after a collection. */
  readonly heapGrownBytes: number;
  readonly rssGrownBytes: number;
}
