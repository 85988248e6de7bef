// Can this measurement be trusted? Looks only at the generator and the record, never at how well the target did.
// Law: the worst reason decides, and every reason carries its figure and what to do about it.

import type { Reason, Validity } from '../figures/shape.ts';
import type { Snapshot } from '../snapshot.ts';
import type { WindowStats } from '../window-stats.ts';
import type { JudgeContext } from './doubt.ts';
import { doubtMachine } from './machine.ts';
import { doubtRecord } from './record.ts';
import { doubtSamples } from './samples.ts';
import { doubtTiming } from './timing.ts';

export interface Judgement {
  readonly validity: Validity;
  /** Those that invalidate first. */
  readonly reasons: readonly Reason[];
}

export function judge(total: Snapshot, stats: WindowStats, context: JudgeContext): Judgement {
  const doubts = [
    ...doubtRecord(total, context),
    ...doubtTiming(total),
    ...doubtMachine(total, stats, context.facts.kernel),
    ...doubtSamples(total, stats, context.figures, context.thresholds),
  ];
  const invalid = doubts.filter((doubt) => doubt.validity === 'INVALID');
  const suspect = doubts.filter((doubt) => doubt.validity === 'SUSPECT');
  return {
    validity: invalid.length > 0 ? 'INVALID' : suspect.length > 0 ? 'SUSPECT' : 'VALID',
    reasons: [...invalid, ...suspect].map(({ code, text }) => ({ code, text })),
  };
}
