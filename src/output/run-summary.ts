// The one way from a record to its summary: the run itself, at its end, and whoever reads its folder years later.
import { AppError } from '../base/app-error.ts';
import type { Summary } from '../metrics/figures/shape.ts';
import { type SummaryInput, summarize } from '../metrics/summary/summary.ts';
import { parseThreshold, type Threshold } from '../metrics/threshold/threshold.ts';
import { describeRun } from './run-description.ts';
import type { RunInfo } from './run-info.ts';

/** Throws E_RUN_FOLDER for a threshold that this version does not know; a run's own were read before it began. */
export function summarizeRun(info: RunInfo, known: Omit<SummaryInput, 'run' | 'thresholds'>): Summary {
  return summarize({ ...known, run: describeRun(info), thresholds: info.thresholds.map(readThreshold) });
}

function readThreshold(text: string): Threshold {
  const threshold = parseThreshold(text);
  if (typeof threshold !== 'string') return threshold;
  throw new AppError('E_RUN_FOLDER', `run.json cannot be used: ${threshold}`, {
    hint: 'Read the run with the version of busyhour that recorded it.',
  });
}
