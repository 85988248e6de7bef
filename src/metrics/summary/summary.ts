// The summary of a run: everything measured, as summary.json holds it. Pure: the same windows, events and
// description give the same summary, in the run itself and years later from its folder.
// Law: its sums add up, or its verdict says that they do not.

import type { RunDescription } from '../figures/run-description.ts';
import type { Figures, Summary } from '../figures/shape.ts';
import { collectFindings } from '../findings/findings.ts';
import type { FailedOutput } from '../findings/input.ts';
import type { RunRecord } from '../record/record.ts';
import { evaluateThresholds, type Threshold } from '../threshold/threshold.ts';
import type { Gap } from '../verdict/doubt.ts';
import { judge } from '../verdict/verdict.ts';
import { measure } from './measure.ts';

export interface SummaryInput {
  readonly run: RunDescription;
  readonly record: Pick<RunRecord, 'total' | 'stats' | 'facts'>;
  readonly thresholds: readonly Threshold[];
  /** Holes in the record: of a run that was read back; a run itself has none. */
  readonly gaps: readonly Gap[];
  /** Why the run folder is incomplete; null where it is not. */
  readonly journalLost: string | null;
  /** Other outputs that failed, each with what it said. */
  readonly failedOutputs: readonly FailedOutput[];
}

/** Judged once, at the end: of a run that never came to its end, the ending is `recovered`. */
export function summarize(input: SummaryInput): Summary {
  const { run, record, gaps, journalLost, failedOutputs } = input;
  const { total, stats, facts } = record;
  const figures = measure(run, record);
  const thresholds = evaluateThresholds(input.thresholds, figures);
  const { ending } = figures.run;
  const { validity, reasons } = judge(total, stats, {
    ended: ending !== 'recovered' && ending !== 'failed',
    facts,
    thresholds: input.thresholds,
    figures,
    gaps,
    journalLost,
  });
  const passed =
    validity !== 'INVALID' && !isUnreached(figures) && thresholds.every((threshold) => threshold.passed);
  const { version, run: about, ...rest } = figures;
  return {
    version,
    run: about,
    verdict: { validity, reasons, thresholds, passed },
    ...rest,
    findings: collectFindings({ run, figures, total, stats, failedOutputs }),
  };
}

/** It dialed, and nothing ever opened: whatever was asked of the target, it did not do it. */
export function isUnreached({ connections: { attempted, opened } }: Pick<Figures, 'connections'>): boolean {
  return attempted > 0 && opened === 0;
}
