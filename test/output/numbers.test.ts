// Numbers as people read them, at the edges where a digit or a unit changes.
import { expect, test } from 'bun:test';
import {
  FEW_SAMPLES,
  formatBytes,
  formatCount,
  formatPlural,
  formatRate,
  formatSeconds,
  formatShare,
  formatUs,
  histogramPercentile,
} from '../../src/output/numbers.ts';
import { histogramOf } from './fixtures.ts';

test('counts keep every digit while that is short', () => {
  expect([0, 999, 12_345, 9_999_999, 1e7, 1e10, Number.NaN].map(formatCount)).toEqual([
    '0',
    '999',
    '12,345',
    '9,999,999',
    '10.0 M',
    '10.0 G',
    '-',
  ]);
  expect([formatPlural(1, 'seat'), formatPlural(1_000, 'seat')]).toEqual(['1 seat', '1,000 seats']);
});

test('a slow trickle is not rounded to nothing, a share neither to all nor to none', () => {
  expect([0, 0.01, 0.1, 9.94, 9.96].map(formatRate)).toEqual(['0', '<0.1', '0.1', '9.9', '10']);
  expect([0, 0.00001, 0.0031, 0.024, 0.37, 0.99999, 1].map(formatShare)).toEqual([
    '0 %',
    '<0.01 %',
    '0.31 %',
    '2.4 %',
    '37 %',
    '99.99 %',
    '100 %',
  ]);
});

test('bytes and times have the unit that keeps them short', () => {
  expect([820, 1_200, 34.5e6, 1.25e9].map(formatBytes)).toEqual(['820 B', '1.2 kB', '34.5 MB', '1.3 GB']);
  expect([formatUs(null), formatUs(1_500)]).toEqual(['-', '1.50 ms']);
  expect([20_100_000, 245_000_000].map(formatSeconds)).toEqual(['21 s', '4 m 05 s']);
});

test('a percentile on too few samples is none, and the note says how many it needs', () => {
  const ninety = histogramOf(...Array.from({ length: 90 }, (_, i) => i));
  expect(histogramPercentile(ninety, 'p95')).toBe(85);
  expect(histogramPercentile(ninety, 'p99')).toBeNull();
  expect(histogramPercentile(undefined, 'p50')).toBeNull();
  expect(FEW_SAMPLES).toBe('too few samples (p95 needs 90, p99 459, p99.9 4,603)');
});
