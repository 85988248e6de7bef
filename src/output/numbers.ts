// Numbers as people read them: counts, rates, bytes, shares, and the percentiles that may be shown at all.
// Knows nothing of terminals or pages. Keeps one law: a percentile that rests on too few samples is no number.
import { formatDurationUs } from '../base/time.ts';
import type { Histogram, Quantiles } from '../metrics/histogram.ts';
import { type Percentile, SAMPLES_NEEDED } from '../metrics/samples-needed.ts';

export type { Percentile };

/** What stands where there is no number worth showing. */
export const NO_NUMBER = '-';

/** Why, beneath a table with such a dash. */
export const FEW_SAMPLES = `too few samples (${[
  `p95 needs ${formatWhole(SAMPLES_NEEDED.p95)}`,
  `p99 ${formatWhole(SAMPLES_NEEDED.p99)}`,
  `p99.9 ${formatWhole(SAMPLES_NEEDED.p999)}`,
].join(', ')})`;

export const PERCENT: Readonly<Record<Percentile, number>> = {
  p50: 50,
  p90: 90,
  p95: 95,
  p99: 99,
  p999: 99.9,
};

/** The percentile, or null where it rests on too few samples. */
export function percentileOf(quantiles: Quantiles, percentile: Percentile): number | null {
  return quantiles.count < SAMPLES_NEEDED[percentile] ? null : quantiles[percentile];
}

/** The same of a histogram, which may be missing. */
export function histogramPercentile(histogram: Histogram | undefined, percentile: Percentile): number | null {
  if (!histogram || histogram.count < SAMPLES_NEEDED[percentile]) return null;
  return histogram.percentile(PERCENT[percentile]);
}

/** Microseconds, or '-' for null. */
export function formatUs(us: number | null): string {
  return us === null ? NO_NUMBER : formatDurationUs(us);
}

/** Time left or passed, in whole seconds: `3 s`, `21 s`, `4 m 05 s`. */
export function formatSeconds(us: number): string {
  const seconds = Math.ceil(us / 1e6);
  return seconds < 120 ? `${seconds} s` : formatDurationUs(seconds * 1e6);
}

/** `7`, `12,345`, `12.3 M`. */
export function formatCount(n: number): string {
  if (!Number.isFinite(n)) return NO_NUMBER;
  if (Math.abs(n) >= 1e10) return `${(n / 1e9).toFixed(1)} G`;
  if (Math.abs(n) >= 1e7) return `${(n / 1e6).toFixed(1)} M`;
  return formatWhole(n);
}

/** `12,345,678`: every digit, where a reader shall be able to add up. */
export function formatWhole(n: number): string {
  return String(Math.round(n)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** Events a second: one decimal below ten, so that a slow trickle is not rounded to nothing. */
export function formatRate(perSecond: number): string {
  if (perSecond === 0 || perSecond >= 9.95) return formatCount(perSecond);
  return perSecond < 0.05 ? '<0.1' : perSecond.toFixed(1);
}

/** `820 B`, `1.2 kB`, `34.5 MB`, `1.25 GB`: decimal units. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : 1;
  return `${value.toFixed(digits)} ${units[unit]}`;
}

/** A share of one as per cent: `0 %`, `<0.01 %`, `0.31 %`, `2.4 %`, `37 %`; never rounded up to 100. */
export function formatShare(share: number): string {
  const percent = share * 100;
  if (percent > 99 && percent < 100) return `${(Math.floor(percent * 100) / 100).toFixed(2)} %`;
  if (percent === 0) return '0 %';
  if (percent < 0.005) return '<0.01 %';
  if (percent < 0.995) return `${percent.toFixed(2)} %`;
  return `${percent.toFixed(percent < 9.95 ? 1 : 0)} %`;
}

/** `1 connection`, `1,000 connections`. */
export function formatPlural(n: number, one: string, many = `${one}s`): string {
  return `${formatCount(n)} ${n === 1 ? one : many}`;
}
