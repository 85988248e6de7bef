// The fewest samples a percentile may rest on. With that many, the chance that all of them lie below the true value is
// under 1 %: ln(0.01) / ln(q), rounded up.

export type Percentile = 'p50' | 'p90' | 'p95' | 'p99' | 'p999';

/** The highest that so many samples support of those that a tail is judged by; null where they support neither. */
export function tailOf(samples: number): 'p95' | 'p99' | null {
  if (samples >= SAMPLES_NEEDED.p99) return 'p99';
  return samples >= SAMPLES_NEEDED.p95 ? 'p95' : null;
}

export const SAMPLES_NEEDED: Readonly<Record<Percentile, number>> = {
  p50: 7,
  p90: 44,
  p95: 90,
  p99: 459,
  p999: 4603,
};
