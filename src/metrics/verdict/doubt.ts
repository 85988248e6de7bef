// What a verdict is made of: what is known of a run beside its measurements, and one doubt about it.

import type { Figures, Reason, Validity } from '../figures/shape.ts';
import type { RunFacts } from '../record/facts.ts';
import type { Threshold } from '../threshold/threshold.ts';

/** A hole in the record of a run. */
export interface Gap {
  /**
   * `cut-off`: the record ends before the run did; `missing`: something in between is lost, so sums are wrong;
   * `disorder`: all is there, but not as it was written.
   */
  readonly kind: 'cut-off' | 'missing' | 'disorder';
  /** Which part, as a clause without a full stop. */
  readonly text: string;
}

export interface JudgeContext {
  /** False where the record ends before the load did. */
  readonly ended: boolean;
  readonly facts: RunFacts;
  readonly gaps: readonly Gap[];
  /** Why the run folder is incomplete; null where it is not. */
  readonly journalLost: string | null;
  readonly thresholds: readonly Threshold[];
  readonly figures: Figures;
}

/** A reason, and how much it takes away. */
export interface Doubt extends Reason {
  readonly validity: Exclude<Validity, 'VALID'>;
}
