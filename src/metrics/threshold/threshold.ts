// Thresholds: what a run must keep to pass, as a person writes it: `handshake.p99<2s`, `churn<2%`, `failed<10`.
// Reads a summary's figures and nothing else. Law: what was not measured never passes.
import { parseDurationUs } from '../../base/time.ts';
import type { Figures, ThresholdResult } from '../figures/shape.ts';
import { DISTRIBUTIONS, describeMetrics, type MetricUnit, THRESHOLD_METRICS } from './metric.ts';

export type Operator = '<' | '<=' | '>' | '>=';

export interface Threshold {
  /** As the user wrote it, without spaces around it. */
  readonly text: string;
  /** A key of THRESHOLD_METRICS. */
  readonly metric: string;
  readonly operator: Operator;
  /** Microseconds, a share of one, or a count. */
  readonly limit: number;
}

const SHAPE = /^([^<>=]+?)\s*(<=|>=|<|>)\s*([^<>=]+)$/;
const NUMBER = /^\d+(\.\d+)?$/;

/** The threshold, or what is wrong with the text, in words. */
export function parseThreshold(text: string): Threshold | string {
  const trimmed = text.trim();
  const shape = SHAPE.exec(trimmed);
  if (!shape) {
    return `threshold "${trimmed}" must be a metric, one of < <= > >=, and a value, as in handshake.p99<2s`;
  }
  const name = shape[1]!;
  const metric = THRESHOLD_METRICS.get(name);
  if (!metric) return `threshold "${trimmed}": ${unknownMetric(name)}`;
  const value = shape[3]!.trim();
  const limit = parseLimit(value, metric.unit);
  if (limit === undefined) return `threshold "${trimmed}": ${wrongValue(name, metric.unit, value)}`;
  return { text: trimmed, metric: name, operator: shape[2] as Operator, limit };
}

/** One result for each threshold, in their order; `actual` has the unit of the limit. */
export function evaluateThresholds(thresholds: readonly Threshold[], figures: Figures): ThresholdResult[] {
  return thresholds.map((threshold) => {
    const actual = THRESHOLD_METRICS.get(threshold.metric)?.read(figures) ?? null;
    return { name: threshold.text, passed: actual !== null && holds(actual, threshold), actual };
  });
}

function holds(actual: number, { operator, limit }: Threshold): boolean {
  switch (operator) {
    case '<':
      return actual < limit;
    case '<=':
      return actual <= limit;
    case '>':
      return actual > limit;
    case '>=':
      return actual >= limit;
  }
}

function parseLimit(value: string, unit: MetricUnit): number | undefined {
  switch (unit) {
    case 'time':
      return NUMBER.test(value) ? undefined : parseDurationUs(value.replace(/(\d)\s+(?=[a-z])/g, '$1'));
    case 'share': {
      const percent = value.endsWith('%') ? value.slice(0, -1).trim() : '';
      // As text: 0.29 / 100 is not the double nearest to 0.0029.
      return NUMBER.test(percent) ? Number(`${percent}e-2`) : undefined;
    }
    case 'count':
      return NUMBER.test(value) ? Number(value) : undefined;
  }
}

function wrongValue(name: string, unit: MetricUnit, value: string): string {
  switch (unit) {
    case 'time':
      return `"${value}" is no time; ${name} needs a number with a unit (us, ms, s, m, h), such as 250ms`;
    case 'share':
      return `"${value}" is no share; ${name} needs a number with a % sign, such as 2%`;
    case 'count':
      return `"${value}" is no count; ${name} needs a plain number, such as 10`;
  }
}

function unknownMetric(name: string): string {
  if (Object.hasOwn(DISTRIBUTIONS, name)) {
    return `"${name}" is a distribution; say which of its figures: ${name}.p50, ${name}.p99, ${name}.max and so on`;
  }
  const near = nearest(name);
  const hint = near.length === 0 ? '' : ` Did you mean ${near.join(' or ')}?`;
  return `there is no metric "${name}".${hint} All metrics: ${describeMetrics()}`;
}

/** Up to three names at most a third of the text away. */
function nearest(name: string): string[] {
  const allowed = Math.max(2, Math.floor(name.length / 3));
  return [...THRESHOLD_METRICS.keys()]
    .map((known) => ({ known, distance: editDistance(name.toLowerCase(), known.toLowerCase()) }))
    .filter(({ distance }) => distance <= allowed)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ known }) => known);
}

/** Insertions, deletions and replacements that make `b` of `a`; of texts up to 64 characters. */
function editDistance(a: string, b: string): number {
  const from = a.slice(0, 64);
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (from[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
