// The one interface of everything that shows or keeps a run. An output cannot tell whether its moments
// come from one worker or from fifty machines, and never sends anything back. What it throws is told once, stands in the
// findings, and stops neither the others nor the run.

import type { Summary } from '../metrics/figures/shape.ts';
import type { RunEvent } from '../metrics/record/event.ts';
import type { Moment } from '../metrics/record/moment.ts';
import type { RunRecord } from '../metrics/record/record.ts';
import type { RunInfo } from './run-info.ts';

export interface Output {
  /** What a person calls it, as the subject of a sentence: `the live view`. */
  readonly name: string;
  /** Before the first window. Throws an AppError where it cannot work (port in use, folder unwritable): no run begins then. */
  start(run: RunInfo): Promise<void>;
  /**
   * Once a second, with what the run knows by then. Returns at once, well within a millisecond: signals and workers wait for
   * it. What it writes later it queues itself, within a bound, and counts what it leaves out.
   */
  moment(moment: Moment, record: RunRecord): void;
  /** What was said between two moments: a command, an interrupt, the end. The record has it already. */
  event(event: RunEvent, record: RunRecord): void;
  /** Once, after the last window; one that holds a port or a cursor is also an AsyncDisposable, for runs that never get here. */
  finish(summary: Summary): Promise<void>;
}
