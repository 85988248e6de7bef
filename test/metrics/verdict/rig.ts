// A sound run for the tests of the verdict, and what is judged of one that differs from it in a single thing.

import type { Figures } from '../../../src/metrics/figures/shape.ts';
import { NO_FACTS } from '../../../src/metrics/record/facts.ts';
import { emptySnapshot, type Health, type Snapshot } from '../../../src/metrics/snapshot.ts';
import { summarize } from '../../../src/metrics/summary/summary.ts';
import type { JudgeContext } from '../../../src/metrics/verdict/doubt.ts';
import { judge } from '../../../src/metrics/verdict/verdict.ts';
import { WindowStats } from '../../../src/metrics/window-stats.ts';
import { histogramOf } from '../arbitrary.ts';
import { summaryInput } from '../run.ts';

export const sound: Snapshot = {
  ...emptySnapshot(),
  counters: { asked: 10, attempted: 10, opened: 10, starts: 10_000 },
  gauges: { target: 10, open: 10, connecting: 0, waiting: 0, outstanding: 0, sockets: 0 },
  histograms: { loopLag: histogramOf([500, 900]) },
};

export const whole: JudgeContext = {
  ended: true,
  facts: NO_FACTS,
  gaps: [],
  journalLost: null,
  thresholds: [],
  figures: figuresOf(sound),
};

export function figuresOf(total: Snapshot): Figures {
  return summarize(summaryInput([total]));
}

export function busy(...cpuShares: number[]): WindowStats {
  return statsOf(cpuShares.map((cpuShare) => ({ cpuShare })));
}

export function statsOf(healths: readonly Partial<Health>[]): WindowStats {
  const stats = new WindowStats();
  for (const [i, health] of healths.entries()) {
    stats.add({
      ...sound,
      startUs: i * 1e6,
      endUs: (i + 1) * 1e6,
      health: { ...emptySnapshot().health, ...health, rssBytes: 1 },
    });
  }
  return stats;
}

/** The validity, and the codes of all reasons, those that invalidate first. */
export function codes(total: Snapshot, stats = busy(0.1), context: Partial<JudgeContext> = {}): string[] {
  const { validity, reasons } = judge(total, stats, { ...whole, ...context });
  return [validity, ...reasons.map((reason) => reason.code)];
}

export const late = (lateStarts: number): Snapshot => ({
  ...sound,
  counters: { ...sound.counters, lateStarts },
});
