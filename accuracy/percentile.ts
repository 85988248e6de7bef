// Percentiles by sorting: exact, of all values. Pure. Law: no code of busyhour's is in them, for they are what its own
// percentiles are held against, here and in the tests of its histogram.

/** Ascending, by value. */
export function sort(values: Iterable<number>): Float64Array {
  return Float64Array.from(values).sort();
}

/** The least of the values that so many percent of them do not exceed; `sorted` is ascending and not empty. */
export function exactPercentile(sorted: ArrayLike<number>, percent: number): number {
  return sorted[Math.max(1, Math.ceil((percent * sorted.length) / 100 - 1e-9)) - 1]!;
}
