// The charts: each line has the value of its windows, and what nobody recorded is a gap.
import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { buildCharts, MAX_POINTS } from '../../../src/output/page/charts.ts';
import { histogramOf, makeRun, snapshotWith } from '../fixtures.ts';
import { SECOND, windowsOf } from './long-run.ts';
import { pointsOf, seriesOf } from './made-page.ts';

const made = makeRun();

test('the stump of a second at the end of a run joins the second before', async () => {
  const last = made.windows.at(-1)!;
  const stump = snapshotWith({
    startUs: last.endUs,
    endUs: last.endUs + 40_000,
    counters: { messagesReceived: 747 },
    gauges: last.gauges,
  });
  const charts = await buildCharts(pointsOf([...made.windows, stump]));
  expect(charts.atS.slice(-2)).toEqual([57, 58.04]);
  expect(seriesOf(charts, 'Messages a second', 'received').at(-1)).toBeCloseTo((747 * 2) / 1.04, 3);
});

test('a long run is at most 1,800 points, and their figures are those of all samples in them', async () => {
  const seconds = 2 * 3_600;
  const charts = await buildCharts(pointsOf(windowsOf(seconds)));
  expect(charts.pointS).toBe(8);
  expect(charts.atS.length).toBe(seconds / 8 + 1);
  expect(charts.atS.at(-1)).toBe(seconds);
  expect(seriesOf(charts, 'Connections', 'asked so far').at(-1)).toBe(seconds);
  expect(
    seriesOf(charts, 'Messages a second', 'received')
      .slice(1)
      .every((rate) => rate === 10),
  ).toBe(true);
  // A hundred and sixty samples a point carry a p95, which twenty a window do not.
  const first = histogramOf(
    ...Array.from({ length: 8 }, (_, s) =>
      Array.from({ length: 20 }, (_, i) => 1_000 + ((s + i) % 100)),
    ).flat(),
  );
  expect(seriesOf(charts, 'Round trips', 'p95 due')[1]).toBe(first.percentile(95));
});

test('a stretch without windows is a gap, not a line', async () => {
  const windows = [...windowsOf(10)].filter((_, second) => second < 3 || second > 6);
  const charts = await buildCharts(pointsOf(windows));
  expect(charts.atS).toEqual([0, 1, 2, 3, 4, 8, 9, 10]);
  expect(seriesOf(charts, 'Connections', 'open')).toEqual([0, 0, 1, 2, null, 7, 8, 9]);
});

test('points are in order and never too many, whatever the windows', async () => {
  const property = fc.asyncProperty(
    fc.array(fc.integer({ min: 0, max: 50_000 }), { maxLength: 60 }),
    fc.constantFrom(0, 700, 1_790, 6_000),
    fc.integer({ min: 1, max: 12 }),
    async (starts, more, apart) => {
      const all = [...starts, ...Array.from({ length: more }, (_, i) => i * apart)].sort((a, b) => a - b);
      const charts = await buildCharts(
        pointsOf(
          all.map((second) =>
            snapshotWith({ startUs: second * SECOND, endUs: (second + 1) * SECOND, counters: { asked: 1 } }),
          ),
        ),
      );
      for (const [i, at] of charts.atS.entries()) expect(at).toBeGreaterThan(charts.atS[i - 1] ?? -1);
      expect(charts.atS.length).toBeLessThanOrEqual(MAX_POINTS);
      for (const { series } of charts.charts)
        for (const { values } of series) expect(values.length).toBe(charts.atS.length);
      if (all.length > 0) expect(seriesOf(charts, 'Connections', 'asked so far').at(-1)).toBe(all.length);
    },
  );
  await fc.assert(property, { numRuns: 40 });
});
