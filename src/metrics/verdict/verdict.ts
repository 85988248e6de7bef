// Can this measurement be trusted? Looks only at the generator and the record, never at how well the target did.
// Law: the worst reason decides, and every reason carries its figure and what to do about it.
import { checkAccounting } from '../accounting.ts';
import type { RunFacts } from '../run-facts.ts';
import { count, type Snapshot } from '../snapshot.ts';
import type { Figures, Reason, Validity } from '../summary/shape.ts';
import type { Threshold } from '../threshold/threshold.ts';
import type { WindowStats } from '../window-stats.ts';
import { sayPlural } from '../wording.ts';
import { doubtMachine } from './machine.ts';
import { doubtSamples } from './samples.ts';
import { doubtTiming } from './timing.ts';

/** A hole in the record of a run. */
export interface Gap {
  /** `cut-off`: the record ends before the run did; `missing`: something in between is lost, so sums are wrong. */
  readonly kind: 'cut-off' | 'missing';
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

/** Is everything there, and does it add up? */
function* doubtRecord(total: Snapshot, context: JudgeContext): Generator<Doubt> {
  const { gaps, journalLost, ended } = context;
  const { workersLost, misaccounts } = context.facts;
  if (count(total, 'attempted') === 0) {
    const text =
      'no connection was attempted, so nothing was measured; let the run last until the first one is due';
    yield { validity: 'INVALID', code: 'nothing-measured', text };
  }
  if (workersLost > 0) {
    const text = `${sayPlural(workersLost, 'worker process', 'worker processes')} died during the run and took their connections along; free memory, or spread the load over more workers, and run again`;
    yield { validity: 'INVALID', code: 'worker-lost', text };
  }
  const missing = gaps.filter((gap) => gap.kind === 'missing');
  const problems = [...misaccounts, ...(missing.length > 0 ? [] : checkAccounting(total, { ended }))];
  if (problems.length > 0) {
    const text = `the sums do not add up (${problems.join('; ')}); this is a fault of busyhour, please report it with the run folder`;
    yield { validity: 'INVALID', code: 'accounting', text };
  }
  for (const { kind, text } of gaps) {
    if (kind === 'missing') {
      yield { validity: 'INVALID', code: 'journal-gap', text: `${text}; the sums miss it, so run again` };
    } else {
      yield {
        validity: 'SUSPECT',
        code: 'journal-gap',
        text: `${text}; what came later is not in these numbers`,
      };
    }
  }
  if (journalLost !== null) yield { validity: 'SUSPECT', ...journalLostReason(journalLost) };
}

/** `problem` is a clause such as `the disk is full`. */
export function journalLostReason(problem: string): Reason {
  const text = `the run folder is incomplete (${problem}); these numbers are whole, but the run cannot be rebuilt: make room, or choose another folder with --out`;
  return { code: 'journal-lost', text };
}
