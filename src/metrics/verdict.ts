// Can this measurement be trusted? Looks only at the generator and the record, never at how well the target did.
// Law: the worst reason decides, and every reason carries its figure and what to do about it.
import { formatDurationUs } from '../base/time.ts';
import { checkAccounting } from './accounting.ts';
import { LATE_START_US } from './recorder.ts';
import { count, type Snapshot } from './snapshot.ts';
import type { Reason, Validity } from './summary-type.ts';
import type { WindowStats } from './window-stats.ts';
import { sayPlural, sayShare } from './wording.ts';

/** Where a measurement begins to be doubtful, and where it is worth nothing. Shares are of one. */
export const VERDICT_LIMITS = {
  /** Of all starts, those later than `lateStartUs`. */
  lateStartsSuspect: 0.001,
  /** Fewer late starts than this are a hiccup and no habit, whatever their share of a short run. */
  lateStartsLeast: 20,
  lateStartUs: LATE_START_US,
  loopLagP99SuspectUs: 10_000,
  loopLagP99InvalidUs: 50_000,
  /** Of one core, the busiest worker, 95th percentile of the windows. */
  cpuSuspect: 0.8,
  /** Only where starts were late too. */
  cpuInvalid: 0.9,
} as const;

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
  readonly workersLost: number;
  /** Sums that did not add up in a window or a shard, though the run's own may. */
  readonly misaccounts: readonly string[];
  readonly gaps: readonly Gap[];
  /** Why the run folder is incomplete; null where it is not. */
  readonly journalLost: string | null;
}

interface Doubt extends Reason {
  readonly validity: Exclude<Validity, 'VALID'>;
}

export interface Judgement {
  readonly validity: Validity;
  /** Those that invalidate first. */
  readonly reasons: readonly Reason[];
}

export function judge(total: Snapshot, stats: WindowStats, context: JudgeContext): Judgement {
  const doubts = [...doubtRecord(total, context), ...doubtGenerator(total, stats)];
  const invalid = doubts.filter((doubt) => doubt.validity === 'INVALID');
  const suspect = doubts.filter((doubt) => doubt.validity === 'SUSPECT');
  return {
    validity: invalid.length > 0 ? 'INVALID' : suspect.length > 0 ? 'SUSPECT' : 'VALID',
    reasons: [...invalid, ...suspect].map(({ code, text }) => ({ code, text })),
  };
}

/** Is everything there, and does it add up? */
function* doubtRecord(total: Snapshot, context: JudgeContext): Generator<Doubt> {
  const { workersLost, misaccounts, gaps, journalLost, ended } = context;
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

/** Was the generator itself fit to measure? */
function* doubtGenerator(total: Snapshot, stats: WindowStats): Generator<Doubt> {
  const limits = VERDICT_LIMITS;
  const starts = count(total, 'starts');
  const lateStarts = count(total, 'lateStarts');
  const late = starts === 0 ? 0 : lateStarts / starts;
  const isLate = late > limits.lateStartsSuspect && lateStarts >= limits.lateStartsLeast;
  if (isLate) {
    const text = `${sayShare(late)} of ${sayPlural(starts, 'start')} came more than ${formatDurationUs(limits.lateStartUs)} after they were due (at most ${sayShare(limits.lateStartsSuspect)} is fine); use more workers, a lower rate, or a quieter machine`;
    yield { validity: 'SUSPECT', code: 'late-starts', text };
  }
  const unable = total.failures['local-limit'] ?? 0;
  if (unable > 0) {
    const text = `${sayPlural(unable, 'connection')} could not be dialed because this machine ran out of files, ports or memory, so the target bore less than was asked; raise ulimit -n, or give more --source-address`;
    yield { validity: 'SUSPECT', code: 'local-limit', text };
  }
  const lag = total.histograms.loopLag?.percentile(99) ?? 0;
  if (lag > limits.loopLagP99SuspectUs) {
    const invalid = lag > limits.loopLagP99InvalidUs;
    const allowed = invalid ? limits.loopLagP99InvalidUs : limits.loopLagP99SuspectUs;
    const text = `the generator's own event loop was late by ${formatDurationUs(lag)} at the 99th percentile (at most ${formatDurationUs(allowed)} ${invalid ? 'can be used' : 'is fine'}), and every latency contains that; use more workers or a quieter machine`;
    yield { validity: invalid ? 'INVALID' : 'SUSPECT', code: 'loop-lag', text };
  }
  const cpu = stats.busyCpuShare;
  if (cpu > limits.cpuSuspect) {
    const text = `the busiest worker used ${sayShare(cpu)} of a core in its busy seconds (at most ${sayShare(limits.cpuSuspect)} is fine)${isLate ? ' and started late' : ''}; use more workers or more cores`;
    yield {
      validity: cpu > limits.cpuInvalid && isLate ? 'INVALID' : 'SUSPECT',
      code: 'generator-cpu',
      text,
    };
  }
}
