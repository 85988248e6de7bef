// Is the record of the run whole, and does it add up?
import { checkAccounting } from '../accounting.ts';
import type { Reason } from '../figures/shape.ts';
import { count, type Snapshot } from '../snapshot.ts';
import { sayPlural } from '../wording.ts';
import type { Doubt, Gap, JudgeContext } from './doubt.ts';

const GAP_MEANS: Readonly<Record<Gap['kind'], string>> = {
  missing: 'the sums miss it, so run again',
  disorder: 'each counts once here, but the record was changed since it was written',
  'cut-off': 'what came later is not in these numbers',
};

/** Is everything there, and does it add up? */
export function* doubtRecord(total: Snapshot, context: JudgeContext): Generator<Doubt> {
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
    const validity = kind === 'missing' ? 'INVALID' : 'SUSPECT';
    yield { validity, code: 'journal-gap', text: `${text}; ${GAP_MEANS[kind]}` };
  }
  if (journalLost !== null) yield { validity: 'SUSPECT', ...journalLostReason(journalLost) };
}

/** `problem` is a clause such as `the disk is full`. */
export function journalLostReason(problem: string): Reason {
  const text = `the run folder is incomplete (${problem}); these numbers are whole, but the run cannot be rebuilt: make room, or choose another folder with --out`;
  return { code: 'journal-lost', text };
}
