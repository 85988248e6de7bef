// Buckets of Prometheus from the counts of a histogram.
import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { accumulate, emptySnapshot, type Snapshot } from '../../../src/metrics/snapshot.ts';
import { BUCKETS_US, histogramSamples } from '../../../src/output/prometheus/histogram.ts';
import { histogramOf, snapshotWith } from '../fixtures.ts';

const valuesUs = fc.array(fc.integer({ min: 0, max: 120_000_000 }), { maxLength: 60 });

test('are cumulative and agree with the values to the resolution of the histogram', () => {
  const property = fc.property(valuesUs, (values) => {
    const samples = histogramSamples('x', {}, histogramOf(...values));
    const buckets = samples.filter(({ metricName }) => metricName === 'x_bucket');
    expect(buckets.map(({ labels }) => labels.le)).toEqual([
      ...BUCKETS_US.map((us) => String(us / 1e6)),
      '+Inf',
    ]);
    buckets.forEach(({ value }, i) => {
      const bound = BUCKETS_US[i] ?? Number.POSITIVE_INFINITY;
      expect(value).toBeLessThanOrEqual(values.filter((us) => us <= bound).length);
      expect(value).toBeGreaterThanOrEqual(values.filter((us) => us * 1.001 <= bound).length);
      expect(value).toBeGreaterThanOrEqual(buckets[i - 1]?.value ?? 0);
    });
    expect(samples.at(-1)).toEqual({ metricName: 'x_count', labels: {}, value: values.length });
  });
  fc.assert(property);
});

test('no scrape shows less than the one before', () => {
  const property = fc.property(valuesUs, valuesUs, (first, second) => {
    const before: Snapshot = snapshotWith({ histograms: { push: histogramOf(...first) } });
    const after = accumulate(
      accumulate(emptySnapshot(), before),
      snapshotWith({ histograms: { push: histogramOf(...second) } }),
    );
    const [a, b] = [before, after].map(({ histograms }) => histogramSamples('x', {}, histograms.push));
    for (const [i, { value }] of a!.entries()) expect(b![i]!.value).toBeGreaterThanOrEqual(value);
  });
  fc.assert(property);
});
