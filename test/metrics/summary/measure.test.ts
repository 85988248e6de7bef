// Every figure in its place, and what counts as churn.
import { expect, test } from 'bun:test';
import type { Figures } from '../../../src/metrics/figures/shape.ts';
import { NO_FACTS, type RunFacts } from '../../../src/metrics/record/facts.ts';
import type { Snapshot } from '../../../src/metrics/snapshot.ts';
import { measure } from '../../../src/metrics/summary/measure.ts';
import { summaryInput } from '../run.ts';
import { minute } from './minute.ts';

function figuresOf(window: Snapshot, facts?: RunFacts): Figures {
  const { run, record } = summaryInput([window], facts === undefined ? {} : { facts });
  return measure(run, record);
}

test('holds every figure in its place', () => {
  const limit = { open: 6, target: 8, limitedBy: 'throttled' } as const;
  const summary = figuresOf(minute, { ...NO_FACTS, limit, ending: 'limit-found' });
  expect(summary).toMatchObject({
    version: 1,
    run: {
      name: 'evening',
      platform: 'genesys-guide',
      profile: 'ramp-up',
      durationUs: 60_000_000,
      ending: 'limit-found',
    },
    connections: {
      asked: 10,
      attempted: 9,
      opened: 8,
      failed: 1,
      closed: 3,
      openAtEnd: 5,
      peakOpen: 7,
      redials: 1,
    },
    messages: {
      sent: 9,
      answered: 4,
      unanswered: 5,
      timedOut: 2,
      lostAtClose: 1,
      inFlightAtEnd: 2,
      lateAnswers: 1,
    },
    capacity: { lower: 7, upper: 8, limitedBy: 'throttled' },
    generator: { workers: 2, cpuShare: 0.123, rssBytesPeak: 5e7 },
  });
  expect(summary.connections.failures).toEqual({ throttled: 1 });
  expect(summary.handshake.latencyUs).toMatchObject({ count: 2, min: 1_000, max: 2_000 });
  expect(summary.messages.pushUs.count).toBe(0);
});

test('counts as churn what was lost, of what was open on average', () => {
  const { churnPerMinute, churnShare } = figuresOf(minute).connections;
  expect(churnPerMinute).toBe(1);
  expect(churnShare).toBe(0.2);
  const shortLived = {
    ...minute,
    counters: { ...minute.counters, closed: 8 },
    closes: { reset: 8 },
    gauges: { ...minute.gauges, open: 0 },
  };
  expect(figuresOf(shortLived).connections.churnShare).toBeCloseTo(8 / 7, 5);
});
