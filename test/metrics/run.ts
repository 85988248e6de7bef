// A run's description and what a summary is made of, for the tests: a ramp on real time against a checked address, that
// ended by itself. Tests change what matters.
import type { RunDescription } from '../../src/metrics/figures/run-description.ts';
import { NO_FACTS, type RunFacts } from '../../src/metrics/record/facts.ts';
import { RunRecord } from '../../src/metrics/record/record.ts';
import type { Snapshot } from '../../src/metrics/snapshot.ts';
import type { SummaryInput } from '../../src/metrics/summary/summary.ts';
import type { WindowStats } from '../../src/metrics/window-stats.ts';

export function description(parts: Partial<RunDescription> = {}): RunDescription {
  return {
    name: 'evening',
    startedAt: '2026-11-24T02:58:00.000Z',
    platform: 'genesys-guide',
    profile: 'ramp-up',
    target: 'ws://127.0.0.1:40123/api/v2/engagements/websocket',
    seeksLimit: true,
    peakTarget: 250,
    timeScale: 1,
    certificateChecked: true,
    resumesTls: false,
    memoryBytes: 16e9,
    ...parts,
  };
}

export const COMPLETED: RunFacts = { ...NO_FACTS, ending: 'completed' };

export type SummaryParts = Partial<Omit<SummaryInput, 'record'>> & {
  readonly facts?: RunFacts;
  readonly stats?: WindowStats;
};

export function summaryInput(
  windows: readonly Snapshot[],
  { facts = COMPLETED, stats, ...more }: SummaryParts = {},
): SummaryInput {
  const record = new RunRecord();
  for (const window of windows) record.add({ window, events: [] });
  return {
    run: description(),
    record: { total: record.total, stats: stats ?? record.stats, facts },
    thresholds: [],
    gaps: [],
    journalLost: null,
    failedOutputs: [],
    ...more,
  };
}
