// What a play has seen, as plain data: it travels out of a namespace as JSON, and judge.ts alone says what it is worth.
import type { RunEvent } from '../../src/metrics/record/event.ts';
import type { Snapshot } from '../../src/metrics/snapshot.ts';

/** One event of a connection's end. */
export interface End {
  readonly ordinal: number;
  readonly kind: 'failure' | 'close';
  readonly detail: RunEvent['detail'];
  /** From when the victims could dial. */
  readonly afterMs: number;
}

export interface Outcome {
  readonly counters: Snapshot['counters'];
  readonly failures: Snapshot['failures'];
  readonly closes: Snapshot['closes'];
  readonly notAttempted: Snapshot['notAttempted'];
  readonly openAtEnd: number;
  readonly connectingAtEnd: number;
  readonly ends: readonly End[];
  /** Of the worker, with its bystanders: before the first victim, and when the last should be gone. */
  readonly descriptors: { readonly before: number; readonly after: number };
  /** Messages that came back to bystanders. */
  readonly echoed: number;
  /** The codes of the close frames that each victim sent. */
  readonly goodbyes: readonly (readonly number[])[];
  readonly memoryMb: number;
  readonly slowestTcpMs: number;
}
