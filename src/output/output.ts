// The one interface of everything that shows or keeps a run. An output cannot tell whether its snapshots
// come from one worker or from fifty machines, and never sends anything back.
import type { RunEvent } from '../metrics/run-event.ts';
import type { Snapshot } from '../metrics/snapshot.ts';
import type { Summary } from '../metrics/summary/shape.ts';
import type { RunInfo } from './run-info.ts';

export interface Output {
  /** Before the first window. Throws an AppError where the output cannot work (port in use, folder unwritable). */
  start(run: RunInfo): Promise<void>;
  /** Once a second: the window just ended, and all windows so far accumulated. */
  window(window: Snapshot, soFar: Snapshot): void;
  event(event: RunEvent): void;
  /** Once, after the last window. */
  finish(summary: Summary): Promise<void>;
}
