// What the main process and a worker tell each other over their private channel. JSON, one value a message.
import type { RunEvent } from '../metrics/run-event.ts';
import type { PackedSamples } from '../metrics/sample.ts';
import type { PackedSnapshot } from '../metrics/snapshot-json.ts';
import type { Plan } from '../plan/plan.ts';
import type { Secrets } from './shared/context.ts';

export type ToWorker =
  | {
      readonly type: 'start';
      /** Already this worker's shard. */
      readonly plan: Plan;
      readonly secrets: Secrets;
      readonly worker: number;
      /** The run's beginning, on the main process' clock. */
      readonly startUs: number;
      /** What that clock said when this was sent. */
      readonly sentUs: number;
    }
  | { readonly type: 'stop-climbing' }
  /** The ramp climbs by no more than `increment` from one stage to the next, from the one after `stage` on. */
  | { readonly type: 'ease'; readonly stage: number; readonly increment: number }
  | {
      readonly type: 'end';
      /** The longest that settling and the drain may take together. */
      readonly drainUs: number;
    };

export type FromWorker =
  | { readonly type: 'ready' }
  | {
      readonly type: 'window';
      /** Which second of the run it closes, from 0; shards of the same number are merged. */
      readonly number: number;
      readonly snapshot: PackedSnapshot;
      readonly events: readonly RunEvent[];
      /** Only where the plan wants them. */
      readonly samples?: PackedSamples;
      /** The counts are final; only the drain follows. */
      readonly isLast: boolean;
    }
  | { readonly type: 'drained' };
