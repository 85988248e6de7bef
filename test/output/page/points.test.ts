// The points of the charts: nothing is lost in them, their percentiles are those of all samples, and they are bounded.
import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { Histogram } from '../../../src/metrics/histogram.ts';
import { accumulate, count, emptySnapshot, type Snapshot } from '../../../src/metrics/snapshot.ts';
import { MOST_POINTS, Points } from '../../../src/output/page/points.ts';
import { histogramOf, snapshotWith } from '../fixtures.ts';
import { SECOND, windowsOf } from './long-run.ts';

const histograms = ['roundTrip'] as const;

function pointsOf(
  windows: Iterable<Snapshot>,
  options: Partial<ConstructorParameters<typeof Points>[0]> = {},
): Points {
  const points = new Points({ histograms, ...options });
  for (const window of windows) points.add(window);
  return points;
}

const windowAt = (second: number, ...roundTrips: number[]) =>
  snapshotWith({
    startUs: second * SECOND,
    endUs: (second + 1) * SECOND,
    counters: { asked: 1 },
    closes: { reset: second % 3 },
    gauges: { target: 9, open: second, connecting: 0, waiting: 0, outstanding: 0, sockets: 0 },
    health: { ...emptySnapshot().health, cpuShare: (second % 7) / 10, rssBytes: second % 5 },
    histograms: roundTrips.length === 0 ? {} : { roundTrip: histogramOf(...roundTrips) },
  });

test('each point is what its windows add up to, however they were merged', () => {
  const steps = fc.array(
    fc.tuple(fc.integer({ min: 1, max: 4 }), fc.array(fc.nat(90_000), { maxLength: 9 })),
    {
      maxLength: 200,
    },
  );
  const property = fc.property(steps, fc.integer({ min: 4, max: 40 }), (recorded, manyPoints) => {
    let second = 0;
    const windows = recorded.map(([apart, roundTrips]) => {
      second += apart;
      return windowAt(second, ...roundTrips);
    });
    const points = [...pointsOf(windows, { manyPoints }).read()];
    let next = 0;
    for (const point of points) {
      let sum: Snapshot | undefined;
      while (next < windows.length && windows[next]!.endUs <= point.endUs) {
        const window = windows[next]!;
        sum = sum === undefined ? window : accumulate(sum, window);
        next += 1;
      }
      const { startUs, endUs, counters, closes, gauges, health } = sum!;
      expect({ ...point, histograms: {} }).toEqual({
        startUs,
        endUs,
        counters,
        closes,
        gauges,
        health,
        histograms: {},
      });
      expect(point.histograms.roundTrip?.pack()).toEqual(sum!.histograms.roundTrip?.pack());
    }
    expect(next).toBe(windows.length);
  });
  fc.assert(property, { numRuns: 100 });
});

test('stand for twice as long where there would be too many', () => {
  const points = pointsOf(windowsOf(5_000));
  expect(points.pointUs).toBe(4 * SECOND);
  expect([...points.read()].map(({ startUs, endUs }) => endUs - startUs)).toEqual(
    new Array(1_250).fill(4 * SECOND),
  );
  // Just after the length doubled, most are still as they were: their merge goes on with the windows that come.
  const doubling = pointsOf(windowsOf(1_601));
  expect(doubling.pointUs).toBe(2 * SECOND);
  expect(doubling.size).toBeGreaterThan(1_500);
});

test('are bounded in number where few have neighbours', () => {
  const lonely = pointsOf(Array.from({ length: 10_000 }, (_, i) => windowAt(i * 37, i)));
  expect(lonely.size).toBeLessThanOrEqual(MOST_POINTS + 1);
  expect([...lonely.read()].reduce((sum, point) => sum + count(point, 'asked'), 0)).toBe(10_000);
});

test('are bounded in bytes where their histograms are large', () => {
  const wide = new Histogram();
  for (let us = 1_000; us < 120_000; us += 7) wide.record(us);
  const window = (second: number): Snapshot => ({ ...windowAt(second), histograms: { roundTrip: wide } });
  const points = new Points({ histograms, manyBytes: 200_000 });
  let most = 0;
  for (let second = 0; second < 3_000; second += 1) {
    points.add(window(second));
    most = Math.max(most, points.bytes);
  }
  expect(most).toBeLessThan(220_000);
  const samples = [...points.read()].reduce((sum, point) => sum + point.histograms.roundTrip!.count, 0);
  expect(samples).toBe(3_000 * wide.count);
});

test('take no notice of a second in which no worker told anything', () => {
  expect(pointsOf([emptySnapshot()]).size).toBe(0);
  expect(pointsOf([windowAt(0), emptySnapshot(), windowAt(1)]).size).toBe(2);
});

test('leave the histograms of the windows as they were', () => {
  const windows = [
    windowAt(0, 5),
    { ...windowAt(0, 7), startUs: 0.9 * SECOND },
    { ...windowAt(0, 9), startUs: 0.95 * SECOND },
  ];
  const points = pointsOf(windows);
  expect([...points.read()][0]!.histograms.roundTrip!.count).toBe(3);
  expect(windows.map(({ histograms: { roundTrip } }) => roundTrip!.count)).toEqual([1, 1, 1]);
});
