// The sums of the contract for every history, and every figure in its place.

import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { total as sumOf } from '../../../src/metrics/outcome.ts';
import { NO_FACTS } from '../../../src/metrics/run-facts.ts';
import { accumulate, emptySnapshot, type Snapshot } from '../../../src/metrics/snapshot.ts';
import { type SummaryInput, summarize } from '../../../src/metrics/summary/summary.ts';
import { parseThreshold, type Threshold } from '../../../src/metrics/threshold/threshold.ts';
import { WindowStats } from '../../../src/metrics/window-stats.ts';
import { anyHistory, histogramOf } from '../arbitrary.ts';
import { description } from '../run.ts';

function inputOf(windows: readonly Snapshot[], more: Partial<SummaryInput> = {}): SummaryInput {
  const stats = new WindowStats();
  for (const window of windows) stats.add(window);
  return {
    run: description(),
    total: windows.reduce(accumulate, emptySnapshot()),
    stats,
    thresholds: [],
    ending: 'completed',
    facts: NO_FACTS,
    gaps: [],
    journalLost: null,
    ...more,
  };
}

const minute: Snapshot = {
  ...emptySnapshot(),
  startUs: 0,
  endUs: 60_000_000,
  workers: 2,
  counters: {
    asked: 10,
    attempted: 9,
    opened: 8,
    failed: 1,
    closed: 3,
    redials: 1,
    messagesSent: 9,
    messagesAnswered: 4,
    messagesTimedOut: 2,
    messagesLost: 1,
    repliesLate: 1,
    starts: 9,
  },
  failures: { throttled: 1, 'tcp-reset': 0 },
  closes: { reset: 1, ours: 2 },
  notAttempted: { 'run-ended': 1 },
  gauges: { target: 8, open: 5, connecting: 0, waiting: 0, outstanding: 2 },
  peakOpen: 7,
  histograms: { handshakeLatency: histogramOf([1_000, 2_000]) },
  health: { ...emptySnapshot().health, cpuShare: 0.123456, rssBytes: 5e7 },
};

describe('a summary', () => {
  test('of every history adds up as the contract says', () => {
    fc.assert(
      fc.property(anyHistory, (windows) => {
        const { connections: c, verdict, handshake } = summarize(inputOf(windows));
        expect(c.asked).toBe(c.attempted + sumOf(c.notAttempted));
        expect(c.attempted).toBe(c.opened + c.failed);
        expect(c.opened).toBe(c.openAtEnd + c.closed);
        expect(sumOf(c.failures)).toBe(c.failed);
        expect(sumOf(c.closes)).toBe(c.closed);
        expect(c.peakOpen).toBeGreaterThanOrEqual(c.openAtEnd);
        expect(handshake.latencyUs.count).toBe(c.opened);
        expect(verdict.reasons.map((reason) => reason.code)).not.toContain('accounting');
      }),
    );
  });

  test('survives JSON unchanged', () => {
    fc.assert(
      fc.property(anyHistory, (windows) => {
        const summary = summarize(inputOf(windows));
        expect(JSON.parse(JSON.stringify(summary))).toEqual(summary);
      }),
    );
    const nothing = summarize(inputOf([]));
    expect(JSON.parse(JSON.stringify(nothing))).toEqual(nothing);
    expect(nothing.run.durationUs).toBe(0);
  });

  test('holds every figure in its place', () => {
    const limit = { open: 6, target: 8, limitedBy: 'throttled' } as const;
    const summary = summarize(inputOf([minute], { facts: { ...NO_FACTS, limit }, ending: 'limit-found' }));
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
    const { churnPerMinute, churnShare } = summarize(inputOf([minute])).connections;
    expect(churnPerMinute).toBe(1);
    expect(churnShare).toBe(0.2);
    const shortLived = {
      ...minute,
      counters: { ...minute.counters, closed: 8 },
      closes: { reset: 8 },
      gauges: { ...minute.gauges, open: 0 },
    };
    expect(summarize(inputOf([shortLived])).connections.churnShare).toBeCloseTo(8 / 7, 5);
  });

  test('passes only where every threshold does and the measurement can be used', () => {
    const thresholds = ['opened>=8', 'failed<1'].map(parseThreshold) as Threshold[];
    expect(summarize(inputOf([minute])).verdict).toMatchObject({ validity: 'VALID', passed: true });
    expect(summarize(inputOf([minute], { thresholds: thresholds.slice(0, 1) })).verdict.passed).toBe(true);
    expect(summarize(inputOf([minute], { thresholds })).verdict).toMatchObject({
      validity: 'VALID',
      passed: false,
    });
    expect(summarize(inputOf([minute], { journalLost: 'the disk is full' })).verdict).toMatchObject({
      validity: 'SUSPECT',
      passed: true,
    });
    expect(summarize(inputOf([minute], { facts: { ...NO_FACTS, workersLost: 1 } })).verdict).toMatchObject({
      validity: 'INVALID',
      passed: false,
    });
  });
});
