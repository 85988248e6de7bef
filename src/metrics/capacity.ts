// What a ramp says about the target's limit: a number that held, and a number that did not.
// Pure arithmetic on what was seen; where no limit was met it says nothing.
import type { CloseCause, FailureKind } from './outcome.ts';
import type { Snapshot } from './snapshot.ts';

/** What the ramp found: at least `lower` connections held; `upper` asked for and not borne. */
export interface Capacity {
  readonly lower: number;
  readonly upper: number;
  readonly limitedBy: FailureKind | CloseCause;
}

/** What the ramp saw at the moment it stopped climbing: recorded as the `limit` event. */
export interface LimitFound {
  /** Connections open at that moment. */
  readonly open: number;
  /** The level that was asked for. */
  readonly target: number;
  /** What refused, or closed, the connections beyond the limit. */
  readonly limitedBy: FailureKind | CloseCause;
}

/** What stopped us says nothing about the target. */
const OUR_OWN: readonly (FailureKind | CloseCause)[] = ['local-limit', 'worker-lost', 'cancelled', 'ours'];

/** At least `lower` connections were borne at once, `upper` were not; null where no limit was found. */
export function findCapacity(limit: LimitFound | null, total: Snapshot): Capacity | null {
  if (!limit || OUR_OWN.includes(limit.limitedBy)) return null;
  const lower = Math.max(limit.open, total.peakOpen);
  return { lower, upper: Math.max(limit.target, lower + 1), limitedBy: limit.limitedBy };
}
