// The fewest samples a percentile may rest on. With that many, the chance that all of them lie below the true value is
// under 1 %: ln(0.01) / ln(q), rounded up.

export type Percentile = 'p50' | 'p90' | 'p95' | 'p99' | 'p999';

export const SAMPLES_NEEDED: Readonly<Record<Percentile, number>> = {
  p50: 7,
  p90: 44,
  p95: 90,
  p99: 459,
  p999: 4603,
};
