// A moment: one second of a run as it travels from a source to all who listen. Nothing comes by another way.

import type { SampleBatch } from '../sample.ts';
import type { Snapshot } from '../snapshot.ts';
import type { RunEvent } from './event.ts';

export interface Moment {
  /** Which window of the run this is, from 0: each is told once, in order. */
  readonly number: number;
  readonly window: Snapshot;
  /** In the order in which they were told; what a late part said is among those of the second it came in. */
  readonly events: readonly RunEvent[];
  readonly samples: readonly SampleBatch[];
}
