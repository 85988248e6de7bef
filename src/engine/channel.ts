// What the main process and a worker tell each other over their private channel. JSON, one value a message.
import type { Stage } from '../base/stage.ts';
import type { RunEvent } from '../metrics/record/event.ts';
import type { PackedSamples } from '../metrics/sample.ts';
import type { PackedSnapshot } from '../metrics/snapshot-json.ts';
import type { CommandReason } from '../plan/command.ts';
import type { Plan } from '../plan/plan.ts';
import type { Secrets } from './shared/secrets.ts';

export type { Secrets };

export interface StartMessage {
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

export interface ReplanMessage {
  readonly type: 'replan';
  /** From then on, microseconds since the run began, these stages follow. */
  readonly fromUs: number;
  readonly stages: readonly Stage[];
  /** What all workers together want by then, from which the first stage moves. */
  readonly fromLevel: number;
  /** Where `fromUs` has come already: what this worker holds at once, of the level that the first stage begins with. */
  readonly hold: number | null;
  readonly because: CommandReason;
}

export interface EndMessage {
  readonly type: 'end';
  /** The longest that settling and the drain may take together; told again, less time shortens the rest. */
  readonly drainUs: number;
}

export type ToWorker = StartMessage | ReplanMessage | EndMessage;

export interface WindowMessage {
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

export type FromWorker = { readonly type: 'ready' } | WindowMessage | { readonly type: 'drained' };
