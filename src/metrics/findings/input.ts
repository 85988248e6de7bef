// What findings are made of.
import type { RunDescription } from '../figures/run-description.ts';
import type { Figures } from '../figures/shape.ts';
import type { Snapshot } from '../snapshot.ts';
import type { WindowStats } from '../window-stats.ts';

/** An output that could not do its work; the run went on without it. */
export interface FailedOutput {
  /** Which: `the live view`, `the page`. */
  readonly output: string;
  /** What it said first, as a clause. */
  readonly problem: string;
  readonly times: number;
}

export interface FindingsInput {
  readonly run: RunDescription;
  readonly figures: Figures;
  readonly total: Snapshot;
  readonly stats: WindowStats;
  readonly failedOutputs: readonly FailedOutput[];
}
