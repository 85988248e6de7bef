// What the live view remembers: bounded, with its peaks.
import { expect, test } from 'bun:test';
import { History } from '../../../src/output/terminal/history.ts';
import { histogramOf, snapshotWith } from '../fixtures.ts';

const SECOND = 1_000_000;
const windowAt = (second: number, open: number, closes = {}) =>
  snapshotWith({
    startUs: second * SECOND,
    endUs: (second + 1) * SECOND,
    gauges: { target: open, open, connecting: 0, waiting: 0, outstanding: 0, sockets: 0 },
    closes,
  });

test('keeps a curve of the whole run in bounded space, peaks included', () => {
  const history = new History();
  for (let second = 0; second < 20_000; second += 1)
    history.add(windowAt(second, second === 13_000 ? 999 : second / 100));
  const curve = history.curve(50);
  expect(curve).toHaveLength(50);
  expect(Math.max(...curve)).toBe(999);
  expect(history.curve(10_000).length).toBeLessThanOrEqual(512);
});

test('churn is what was lost in the last minute, not what we closed', () => {
  const history = new History();
  expect(history.churnShare()).toBeUndefined();
  for (let second = 0; second < 60; second += 1)
    history.add(windowAt(second, 200, second === 5 ? { reset: 4, ours: 30 } : {}));
  expect(history.churnShare()).toBeCloseTo(0.02, 10);
  for (let second = 60; second < 120; second += 1) history.add(windowAt(second, 200));
  expect(history.churnShare()).toBe(0);
});

test('knows the last window that measured something', () => {
  const history = new History();
  const measured = { ...windowAt(0, 1), histograms: { roundTrip: histogramOf(5) } };
  history.add(measured);
  history.add(windowAt(1, 1));
  expect(history.lastWith('roundTrip')).toBe(measured);
  expect(history.lastWith('push')).toBeUndefined();
});
