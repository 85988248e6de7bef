// The one interface of everything that shows or keeps a run. An output cannot tell whether its moments
// come from one worker or from fifty machines, and never sends anything back.

import type { Summary } from '../metrics/figures/shape.ts';
import type { RunEvent } from '../metrics/record/event.ts';
import type { Moment } from '../metrics/record/moment.ts';
import type { RunRecord } from '../metrics/record/record.ts';
import type { RunInfo } from './run-info.ts';

export interface Output {
  /** What a person calls it, as the subject of a sentence: `the live view`. */
  readonly name: string;
  /** Before the first window. Throws an AppError where the output cannot work (port in use, folder unwritable). */
  start(run: RunInfo): Promise<void>;
  /** Once a second, with what the run knows by then. */
  moment(moment: Moment, record: RunRecord): void;
  /** What was said between two moments: a command, an interrupt, the end. The record has it already. */
  event(event: RunEvent, record: RunRecord): void;
  /** Once, after the last window. */
  finish(summary: Summary): Promise<void>;
}
