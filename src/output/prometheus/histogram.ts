// An HDR histogram as Prometheus' histogram: cumulative buckets, sum and count, computed from the counts rather
// than by observing each value again. Law: read later, nothing of it is less than before.
import type { Histogram } from '../../metrics/histogram.ts';

export type Labels = Readonly<Record<string, string>>;

export interface Sample {
  /** Where it is not the family's own name: `_bucket`, `_sum` and `_count` of a histogram. */
  readonly metricName?: string;
  readonly labels: Labels;
  readonly value: number;
}

/** Upper bounds of buckets in microseconds: from what loopback takes to what a deadline allows. */
export const BUCKETS_US: readonly number[] = [
  100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000,
  5_000_000, 10_000_000, 30_000_000, 60_000_000,
];

/** The cumulative buckets, sum and count of a histogram of microseconds, in seconds. Sums never fall between reads. */
export function histogramSamples(name: string, labels: Labels, histogram: Histogram | undefined): Sample[] {
  const bounds = [...BUCKETS_US];
  const samples: Sample[] = [];
  let seen = 0;
  let sumUs = 0;
  const close = (le: string) =>
    samples.push({ metricName: `${name}_bucket`, labels: { ...labels, le }, value: seen });
  for (const step of histogram?.recorded() ?? []) {
    while (bounds.length > 0 && step.value > bounds[0]!) close(String(bounds.shift()! / 1e6));
    seen += step.count;
    sumUs += step.value * step.count;
  }
  for (const bound of bounds) close(String(bound / 1e6));
  close('+Inf');
  return [
    ...samples,
    { metricName: `${name}_sum`, labels, value: sumUs / 1e6 },
    { metricName: `${name}_count`, labels, value: seen },
  ];
}
