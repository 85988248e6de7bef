// What findings are made of, for the tests of their parts: a minute in which a hundred connections opened and stayed, with
// figures of its own. Tests change what matters.

import type { RunDescription } from '../../../src/metrics/figures/run-description.ts';
import type { Finding } from '../../../src/metrics/figures/shape.ts';
import type { FindingsInput } from '../../../src/metrics/findings/input.ts';
import { emptySnapshot, type Snapshot } from '../../../src/metrics/snapshot.ts';
import { summarize } from '../../../src/metrics/summary/summary.ts';
import { WindowStats } from '../../../src/metrics/window-stats.ts';
import { description, type SummaryParts, summaryInput } from '../run.ts';

export const MINUTE_US = 60_000_000;

export const quiet: Snapshot = {
  ...emptySnapshot(),
  startUs: 0,
  endUs: MINUTE_US,
  workers: 1,
  counters: { asked: 100, attempted: 100, opened: 100 },
  gauges: { target: 100, open: 100, connecting: 0, waiting: 0, outstanding: 0, sockets: 0 },
  peakOpen: 100,
  health: { ...emptySnapshot().health, cpuShare: 0.1, rssBytes: 1e8 },
};

export const counted = (counters: Snapshot['counters']) => ({ counters: { ...quiet.counters, ...counters } });

export interface InputParts {
  readonly total?: Partial<Snapshot>;
  readonly run?: Partial<RunDescription>;
  readonly summary?: SummaryParts;
  readonly stats?: WindowStats;
}

export function findingsInput({ total: parts, run, summary, stats }: InputParts): FindingsInput {
  const total = { ...quiet, ...parts };
  const described = description({ seeksLimit: false, ...run });
  return {
    run: described,
    figures: summarize({ ...summaryInput([total], summary), run: described }),
    total,
    stats: stats ?? new WindowStats().add(total),
    failedOutputs: summary?.failedOutputs ?? [],
  };
}

export const codesOf = (found: Iterable<Finding>) => [...found].map(({ code }) => code);
