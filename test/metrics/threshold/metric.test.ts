// Each metric against the summary that it reads: every figure once, and null where there was nothing to be counted.
import { expect, test } from 'bun:test';
import type { Figures } from '../../../src/metrics/figures/shape.ts';
import type { Quantiles } from '../../../src/metrics/histogram.ts';
import { CLOSE_CAUSES, FAILURE_KINDS } from '../../../src/metrics/outcome.ts';
import { emptySnapshot } from '../../../src/metrics/snapshot.ts';
import { summarize } from '../../../src/metrics/summary/summary.ts';
import {
  DISTRIBUTIONS,
  describeMetrics,
  STATISTICS,
  THRESHOLD_METRICS,
} from '../../../src/metrics/threshold/metric.ts';
import { histogramOf } from '../arbitrary.ts';
import { summaryInput } from '../run.ts';

const empty = summarize(summaryInput([emptySnapshot()]));
const read = (name: string, figures: Figures) => THRESHOLD_METRICS.get(name)!.read(figures);

test('there is one for each statistic, kind of failure and cause of a close, and the docs of them name the rest', () => {
  const names = [...THRESHOLD_METRICS.keys()];
  const listed = [
    ...Object.keys(DISTRIBUTIONS).flatMap((name) => STATISTICS.map((statistic) => `${name}.${statistic}`)),
    ...FAILURE_KINDS.map((kind) => `failures.${kind}`),
    ...CLOSE_CAUSES.map((cause) => `closes.${cause}`),
  ];
  expect(listed.filter((name) => !THRESHOLD_METRICS.has(name))).toEqual([]);
  const single = names.filter((name) => !listed.includes(name));
  expect(single.length).toBeGreaterThan(20);
  for (const name of [...single, ...Object.keys(DISTRIBUTIONS)]) expect(describeMetrics()).toContain(name);
});

test('reads each distribution of the summary, and each only once', () => {
  const seen = new Map<Quantiles, string>();
  const marked = markQuantiles(summarize(summaryInput([emptySnapshot()])));
  for (const { name, read } of THRESHOLD_METRICS.values()) {
    if (!name.endsWith('.p50')) continue;
    const owner = marked.find(({ p50 }) => p50 === read(marked.figures));
    expect(owner).toBeDefined();
    expect(seen.get(owner!)).toBeUndefined();
    seen.set(owner!, name);
  }
  expect(seen.size).toBe(marked.length);
});

test('each single figure reads its own of the summary', () => {
  const messages = { sent: 1_000, received: 17, valid: 16, invalid: 1, parseErrors: 2, unanswered: 250 };
  const connections = {
    asked: 110,
    attempted: 107,
    notAttempted: { 'run-ended': 2, 'limit-found': 1 },
    opened: 75,
    failed: 25,
    closed: 5,
    openAtEnd: 70,
    peakOpen: 71,
    redials: 7,
    churnShare: 0.02,
    churnPerMinute: 1.4,
    failures: { throttled: 24, 'tcp-reset': 1 },
    closes: { reset: 5 },
  } as const;
  const figures: Figures = {
    ...empty,
    connections: { ...empty.connections, ...connections },
    messages: { ...empty.messages, ...messages },
    throttled: { handshakes: 24, messages: 9 },
    tokens: { ...empty.tokens, fetched: 3, failed: 4, rejected: 6 },
    backPressure: { ...empty.backPressure, sendsSkipped: 8 },
  };
  const expected: Readonly<Record<string, number | null>> = {
    'handshake.success': 0.75,
    'failed.rate': 0.25,
    churn: 0.02,
    'churn.perMinute': 1.4,
    asked: 110,
    attempted: 107,
    notAttempted: 3,
    opened: 75,
    failed: 25,
    closed: 5,
    openAtEnd: 70,
    peakOpen: 71,
    redials: 7,
    throttled: 33,
    'throttled.handshakes': 24,
    'throttled.messages': 9,
    'messages.sent': 1_000,
    'messages.received': 17,
    'messages.valid': 16,
    'messages.invalid': 1,
    'messages.parseErrors': 2,
    unanswered: 250,
    'unanswered.rate': 0.25,
    sendsSkipped: 8,
    'tokens.rejected': 6,
    'capacity.lower': null,
    'failures.tcp-reset': 1,
    'failures.tls-timeout': 0,
    'closes.reset': 5,
    'closes.normal': 0,
  };
  const actual = Object.fromEntries(Object.keys(expected).map((name) => [name, read(name, figures)]));
  expect(actual).toEqual(expected);
});

test('what was not measured is null, and never 0', () => {
  for (const metric of THRESHOLD_METRICS.values())
    expect([metric.name, metric.read(empty)]).toEqual([metric.name, null]);
  const pinged = summarize(summaryInput([{ ...emptySnapshot(), histograms: { pingRtt: histogramOf([0]) } }]));
  expect(read('ping.p99', pinged)).toBe(0);
});

/** The figures with a p50 of its own in each distribution. */
function markQuantiles(figures: Figures): Quantiles[] & { figures: Figures } {
  const found: Quantiles[] = [];
  const mark = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if ('p999' in value) {
      const quantiles = { ...(value as Quantiles), count: 1, p50: 1_000 + found.length };
      found.push(quantiles);
      return quantiles;
    }
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mark(inner)]));
  };
  return Object.assign(found, { figures: mark(figures) as Figures });
}
