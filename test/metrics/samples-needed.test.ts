// The fewest samples of each percentile, from the chance that defines them.
import { expect, test } from 'bun:test';
import { type Percentile, SAMPLES_NEEDED, tailOf } from '../../src/metrics/samples-needed.ts';

const QUANTILES: Readonly<Record<Percentile, number>> = {
  p50: 0.5,
  p90: 0.9,
  p95: 0.95,
  p99: 0.99,
  p999: 0.999,
};

test('with so many all lie below the true value in under one of a hundred cases, and with one fewer they do not', () => {
  for (const [name, needed] of Object.entries(SAMPLES_NEEDED)) {
    const quantile = QUANTILES[name as Percentile];
    expect(quantile ** needed).toBeLessThan(0.01);
    expect(quantile ** (needed - 1)).toBeGreaterThanOrEqual(0.01);
  }
});

test('a tail is judged by the highest percentile that its samples support', () => {
  expect([0, 89, 90, 458, 459, 10_000].map(tailOf)).toEqual([null, null, 'p95', 'p95', 'p99', 'p99']);
});
