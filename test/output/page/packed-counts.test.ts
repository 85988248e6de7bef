// Counts in bytes and back.
import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { Histogram } from '../../../src/metrics/histogram.ts';
import { mergeCounts, packCounts, unpackCounts } from '../../../src/output/page/packed-counts.ts';

const values = fc.array(fc.oneof(fc.nat(300), fc.nat(3_600_000_000)), { maxLength: 60 });

function histogramOf(recorded: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const value of recorded) histogram.record(value);
  return histogram;
}

test('there and back they are the same', () => {
  fc.assert(
    fc.property(values, (recorded) => {
      const packed = histogramOf(recorded).pack();
      expect(unpackCounts(packCounts(packed))).toEqual(packed);
    }),
  );
  const large = [0, 127, 1, 128, 2, 2 ** 31, 5, 2 ** 53 - 1, 22_000, 1];
  expect(unpackCounts(packCounts(large))).toEqual(large);
});

test('two of them merge to what their histograms add up to', () => {
  fc.assert(
    fc.property(values, values, (a, b) => {
      const merged = mergeCounts(packCounts(histogramOf(a).pack()), packCounts(histogramOf(b).pack()));
      expect(unpackCounts(merged)).toEqual(histogramOf([...a, ...b]).pack());
    }),
  );
});

test('neighbours take a byte each, and a full histogram has room', () => {
  const all = Array.from({ length: 23_000 }, (_, index) => [index, 1 + (index % 100)]).flat();
  expect(packCounts(all).length).toBeLessThan(23_010);
  const huge = Array.from({ length: 23_000 }, (_, index) => [index, 2 ** 50]).flat();
  expect(unpackCounts(packCounts(huge))).toEqual(huge);
});
