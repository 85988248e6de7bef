// The lower part of the view warns from the very limits on at which the verdict and the findings do.
import { expect, test } from 'bun:test';
import { FINDING_LIMITS } from '../../../src/metrics/findings/limits.ts';
import { emptySnapshot } from '../../../src/metrics/snapshot.ts';
import { VERDICT_LIMITS } from '../../../src/metrics/verdict/limits.ts';
import { type Frame, gridFor } from '../../../src/output/terminal/grid.ts';
import { History } from '../../../src/output/terminal/history.ts';
import type { Line } from '../../../src/output/terminal/text.ts';
import { healthLine, trafficLines } from '../../../src/output/terminal/traffic.ts';
import { histogramOf, snapshotWith } from '../fixtures.ts';
import { frameAt, LOOK } from './made-frame.ts';

const grid = gridFor(80);
const styleOf = (line: Line, word: string) => line.find(([text]) => text.startsWith(word))![1];
const health = (parts: Partial<Frame>) => healthLine({ ...frameAt(5), ...parts }, grid, LOOK);

test('a busy worker', () => {
  const cpu = (cpuShare: number) =>
    styleOf(health({ window: snapshotWith({ health: { ...emptySnapshot().health, cpuShare } }) }), 'cpu');
  const { cpuSuspect, cpuInvalid } = VERDICT_LIMITS;
  expect([cpuSuspect, cpuSuspect + 0.01, cpuInvalid, cpuInvalid + 0.01].map(cpu)).toEqual([
    'plain',
    'warn',
    'warn',
    'bad',
  ]);
});

test('a loop that lags, and starts that come late', () => {
  const lag = (us: number) =>
    styleOf(
      health({ soFar: snapshotWith({ histograms: { loopLag: histogramOf(...new Array(500).fill(us)) } }) }),
      'loop lag',
    );
  const { loopLagP99SuspectUs, loopLagP99InvalidUs, lateStartsLeast } = VERDICT_LIMITS;
  expect([loopLagP99SuspectUs / 2, loopLagP99SuspectUs * 2, loopLagP99InvalidUs * 2].map(lag)).toEqual([
    'plain',
    'warn',
    'bad',
  ]);
  const late = (lateStarts: number, starts: number) =>
    styleOf(health({ soFar: snapshotWith({ counters: { lateStarts, starts } }) }), 'late starts');
  expect(late(lateStartsLeast, 1_000)).toBe('warn');
  expect(late(lateStartsLeast - 1, 1_000)).toBe('plain');
  expect(late(lateStartsLeast, 1_000_000)).toBe('plain');
});

test('churn', () => {
  const churn = (lost: number) => {
    const history = new History();
    const gauges = { ...emptySnapshot().gauges, target: 1_000, open: 1_000 };
    history.add(snapshotWith({ endUs: 60_000_000, gauges, closes: { reset: lost, ours: 500 } }));
    const [, line] = trafficLines({ ...frameAt(5), history }, grid, LOOK);
    return line!.at(-1)![1];
  };
  const most = 1_000 * FINDING_LIMITS.churnShare;
  expect([most, most + 1].map(churn)).toEqual(['plain', 'warn']);
});
