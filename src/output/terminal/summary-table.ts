// The table of latencies in the final summary: a row for each distribution, a column for each percentile that
// fits. Law: a percentile on too few samples is shown as '-', never as a number.
import type { Quantiles } from '../../metrics/histogram.ts';
import { formatCount, formatUs, type Percentile, percentileOf } from '../numbers.ts';
import { type Line, padEnd, padStart, type Span } from './text.ts';

export interface LatencyRow {
  readonly label: string;
  /** Microseconds. */
  readonly quantiles: Quantiles;
  /** The rows that matter most. */
  readonly strong?: boolean;
}

interface Column {
  readonly title: string;
  read(quantiles: Quantiles): string;
}

const percentile = (title: string, name: Percentile): Column => ({
  title,
  read: (quantiles) => formatUs(percentileOf(quantiles, name)),
});
const COUNT: Column = { title: 'count', read: ({ count }) => formatCount(count) };
const MAX: Column = { title: 'max', read: ({ max }) => formatUs(max) };
const FEW = [percentile('p50', 'p50'), percentile('p95', 'p95'), percentile('p99', 'p99'), MAX, COUNT];
const MANY = [
  percentile('p50', 'p50'),
  percentile('p90', 'p90'),
  percentile('p95', 'p95'),
  percentile('p99', 'p99'),
  percentile('p99.9', 'p999'),
  MAX,
  COUNT,
];

const LABEL = 12;
const CELL = 9;

/** Empty where nothing was measured at all; rows without a sample are left out. */
export function latencyTable(title: string, rows: readonly LatencyRow[], columns: number): Line[] {
  const measured = rows.filter(({ quantiles }) => quantiles.count > 0);
  if (measured.length === 0) return [];
  const shown = columns >= 2 + LABEL + MANY.length * CELL ? MANY : FEW;
  const cell = Math.min(11, Math.floor((columns - 2 - LABEL) / shown.length));
  return [
    [[padEnd(title, LABEL + 2), 'bold'], ...shown.map(({ title }): Span => [padStart(title, cell), 'dim'])],
    ...measured.map(
      ({ label, quantiles, strong }): Line => [
        [padEnd(`  ${label}`, LABEL + 2), strong ? 'plain' : 'dim'],
        ...shown.map(
          (column): Span => [
            padStart(column.read(quantiles), cell),
            strong && column !== COUNT ? 'plain' : 'dim',
          ],
        ),
      ],
    ),
  ];
}
