// What the main process and a worker tell each other over their private channel. JSON, one value a message.
import type { RunEvent } from '../metrics/run-event.ts';
import type { SnapshotJson } from '../metrics/snapshot-json.ts';
import type { Plan } from '../plan/plan.ts';
import type { Secrets } from './context.ts';

export type ToWorker =
  | {
      readonly type: 'start';
      /** Already this worker's shard. */
      readonly plan: Plan;
      readonly secrets: Secrets;
      readonly worker: number;
      /** The run's beginning on the machine's monotonic clock. */
      readonly startUs: number;
    }
  | { readonly type: 'stop-climbing' }
  | { readonly type: 'end' };

export type FromWorker =
  | { readonly type: 'ready' }
  | {
      readonly type: 'window';
      /** Which second of the run it closes, from 0; shards of the same number are merged. */
      readonly number: number;
      readonly snapshot: SnapshotJson;
      readonly events: readonly RunEvent[];
      /** The counts are final; only the drain follows. */
      readonly isLast: boolean;
    }
  | { readonly type: 'drained' };
