// The table of charts: names of their own, and every histogram that is read is one that points keep.
import { expect, test } from 'bun:test';
import { HISTOGRAMS } from '../../../src/metrics/snapshot.ts';
import { CHART_PLANS, CHARTED } from '../../../src/output/page/chart-plans.ts';
import { histogramOf, snapshotWith } from '../fixtures.ts';

const everyHistogram = Object.fromEntries(
  HISTOGRAMS.map((name, i) => [name, histogramOf(...new Array(500).fill(1_000 + i))]),
);

test('charts and the lines of a chart have names of their own', () => {
  expect(new Set(CHART_PLANS.map(({ title }) => title)).size).toBe(CHART_PLANS.length);
  for (const { series } of CHART_PLANS)
    expect(new Set(series.map(({ label }) => label)).size).toBe(series.length);
});

test('what a line reads of histograms is in what points keep of them', () => {
  const whole = snapshotWith({
    histograms: everyHistogram,
    counters: { opened: 3 },
    closes: { reset: 2, ours: 1 },
  });
  const kept = {
    ...whole,
    histograms: Object.fromEntries(CHARTED.map((name) => [name, everyHistogram[name]])),
  };
  for (const { title, series } of CHART_PLANS) {
    for (const { label, read, of } of series) {
      const value = read(kept as typeof whole, { asked: 5 });
      expect([title, label, value]).toEqual([title, label, read(whole, { asked: 5 })]);
      if (of !== undefined) expect(value).toBeGreaterThan(0);
    }
  }
});

test('a rate is of the time that a point lasts, a loss none of our own', () => {
  const point = snapshotWith({ endUs: 4_000_000, counters: { opened: 12 }, closes: { reset: 2, ours: 100 } });
  const { series } = CHART_PLANS.find(({ title }) => title === 'Handshakes and losses a second')!;
  expect(series.map(({ read }) => read(point, { asked: 0 }))).toEqual([3, 0, 0.5]);
});
