// Each finding on both sides of its limit, in a run where nothing else is wrong.

import { describe, expect, test } from 'bun:test';
import type { RunDescription } from '../../../src/metrics/figures/run-description.ts';
import type { Finding } from '../../../src/metrics/figures/shape.ts';
import { FAILURE_ADVICE } from '../../../src/metrics/findings/failure-advice.ts';
import { FAILURE_KINDS } from '../../../src/metrics/outcome.ts';
import { NO_FACTS } from '../../../src/metrics/record/facts.ts';
import { emptySnapshot, type Snapshot } from '../../../src/metrics/snapshot.ts';
import { summarize } from '../../../src/metrics/summary/summary.ts';
import { WindowStats } from '../../../src/metrics/window-stats.ts';
import { histogramOf } from '../arbitrary.ts';
import { COMPLETED, description, type SummaryParts, summaryInput } from '../run.ts';

const MINUTE = 60_000_000;

/** One minute in which a hundred connections opened and stayed. */
const quiet: Snapshot = {
  ...emptySnapshot(),
  startUs: 0,
  endUs: MINUTE,
  workers: 1,
  counters: { asked: 100, attempted: 100, opened: 100 },
  gauges: { target: 100, open: 100, connecting: 0, waiting: 0, outstanding: 0, sockets: 0 },
  peakOpen: 100,
  health: { ...emptySnapshot().health, cpuShare: 0.1, rssBytes: 1e8 },
};

function findings(
  parts: Partial<Snapshot>,
  run: Partial<RunDescription> = { seeksLimit: false },
  more: SummaryParts = {},
): Finding[] {
  const total = { ...quiet, ...parts };
  return [...summarize({ ...summaryInput([total], more), run: description(run) }).findings];
}

const counted = (counters: Snapshot['counters']) => ({ counters: { ...quiet.counters, ...counters } });
const open = (n: number) => ({ gauges: { ...quiet.gauges, open: n } });

describe('findings', () => {
  test('are none where all went well', () => {
    expect(findings({})).toEqual([]);
  });

  test('name what the kernel alone saw: requests that an accept queue had no room for, and those repeated', () => {
    const none = { synRetransmits: 0, listenOverflows: 0, retransmits: 5, segmentsSent: 9_000 };
    const seen = (kernel: Partial<typeof none>) =>
      findings({}, undefined, { facts: { ...NO_FACTS, kernel: { ...none, ...kernel } } });
    expect(seen({})).toEqual([]);
    const lost = seen({ synRetransmits: 1 });
    expect(lost.map(({ code }) => code)).toEqual(['syn-retransmits']);
    expect(lost[0]!.text).toContain('1 connection request had');
    expect(lost[0]!.text).toContain('or the network lost them');
    const full = seen({ synRetransmits: 3, listenOverflows: 4 });
    expect(full.map(({ code }) => code)).toEqual(['accept-queue-overflow', 'syn-retransmits']);
    expect(full[0]!.text).toContain('dropped 4 connection requests');
    expect(full[1]!.text).toContain('an accept queue was full');
  });

  test('name churn above 2 % of the open connections a minute, but not what the profile closed', () => {
    expect(findings({ ...counted({ closed: 1 }), closes: { reset: 1 }, ...open(99) })).toEqual([]);
    expect(findings({ ...counted({ closed: 9 }), closes: { ours: 9 }, ...open(91) })).toEqual([]);
    const found = findings({ ...counted({ closed: 4 }), closes: { reset: 3, 'going-away': 1 }, ...open(96) });
    expect(found).toEqual([{ code: 'churn-high', severity: 'warning', text: expect.any(String) }]);
    expect(found[0]!.text).toContain(
      '4.2 % of the open connections were lost each minute (4 a minute): reset (3) and going-away (1)',
    );
  });

  test('name a handshake success below 85 %', () => {
    const failed = (n: number) => ({
      ...counted({ opened: 100 - n, failed: n }),
      failures: { 'upgrade-timeout': n },
      ...open(100 - n),
    });
    expect(findings(failed(15))).toEqual([]);
    expect(findings(failed(16))).toEqual([
      {
        code: 'handshake-success-low',
        severity: 'warning',
        text: expect.stringContaining('84 % of 100 handshakes'),
      },
    ]);
  });

  test('say why nothing opened and what to check, for every kind of failure', () => {
    for (const kind of FAILURE_KINDS) {
      const found = findings({
        ...counted({ opened: 0, failed: 100 }),
        failures: { [kind]: 60, cancelled: kind === 'cancelled' ? 100 : 40 },
        ...open(0),
      });
      const finding = found.find(({ code }) => code === 'nothing-opened')!;
      expect(finding.severity).toBe('error');
      expect(finding.text).toContain(`No connection ever opened: 100 handshakes failed: ${kind} (`);
      expect(finding.text).toEndWith(FAILURE_ADVICE[kind]);
      expect(found[0]).toBe(finding);
    }
  });

  test('count what was throttled; on a ramp that looked for the limit it is no trouble', () => {
    const throttled = {
      ...counted({ opened: 98, failed: 2, closed: 1, throttledHandshakes: 2, throttledMessages: 7 }),
      failures: { throttled: 2 },
      closes: { throttled: 1 },
      ...open(97),
    };
    const [steady] = findings(throttled);
    expect(steady).toMatchObject({ code: 'throttled', severity: 'warning' });
    expect(steady!.text).toContain(
      'throttled 2 handshakes and 7 messages and 1 open connection; at most 100 connections were open',
    );
    const limit = { open: 98, target: 125, limitedBy: 'throttled' } as const;
    expect(findings(throttled, {}, { facts: { ...COMPLETED, limit, ending: 'limit-found' } })).toEqual([
      expect.objectContaining({ code: 'throttled', severity: 'info' }),
    ]);
  });

  test('keep a refused token apart', () => {
    const refused = { ...counted({ opened: 99, failed: 1 }), failures: { 'auth-refused': 1 }, ...open(99) };
    expect(findings(refused)).toEqual([
      { code: 'auth-refused', severity: 'error', text: expect.stringContaining('refused our token 1 time.') },
    ]);
  });

  test('count unanswered, invalid and unsent messages', () => {
    const found = findings(
      counted({
        messagesSent: 400,
        messagesAnswered: 392,
        messagesLost: 8,
        messagesReceived: 392,
        messagesInvalid: 5,
        parseErrors: 2,
        sendsSkipped: 3,
      }),
    );
    expect(found.map(({ code }) => code)).toEqual(['unanswered', 'invalid-messages', 'sends-skipped']);
    expect(found[0]!.text).toContain('8 of 400 messages (2.0 %) were not answered in time');
    expect(found[1]!.text).toContain(
      "5 of 392 received messages did not fit the platform's envelope, 2 of them not even JSON",
    );
    expect(found[2]!.text).toContain('3 scheduled messages were not sent');
  });

  test('say what was not dialed, by which clock events came, and how long nobody read', () => {
    const overtaken = { ...counted({ asked: 120 }), notAttempted: { 'run-ended': 20 } };
    expect(findings(overtaken)).toEqual([
      {
        code: 'not-dialed',
        severity: 'warning',
        text: expect.stringContaining('20 of 120 connections that came due were not dialed'),
      },
    ]);
    expect(findings(counted({ pushesAhead: 1 }))).toEqual([
      { code: 'clock-ahead', severity: 'warning', text: expect.stringContaining('1 event came before') },
    ]);
    // A hundred connections were open for a minute: a hundredth of that is one of them all the while.
    const paused = (backPressurePausedUs: number) =>
      findings(counted({ messagesSent: 1, messagesAnswered: 1, backPressurePausedUs }));
    expect(paused(MINUTE)).toEqual([]);
    expect(paused(2 * MINUTE)).toEqual([
      {
        code: 'reading-paused',
        severity: 'warning',
        text: expect.stringContaining('paused for 2.0 % of the time'),
      },
    ]);
  });

  test('say that TLS sessions may have been resumed', () => {
    expect(findings({}, { seeksLimit: false, resumesTls: true }).map(({ code }) => code)).toEqual([
      'tls-resumed',
    ]);
  });

  test('say that a ramp met no limit, but only where it got to its end', () => {
    expect(findings({ peakOpen: 250 }, {})).toEqual([
      {
        code: 'limit-not-reached',
        severity: 'info',
        text: expect.stringContaining('its 250 connections and met no limit'),
      },
    ]);
    expect(findings({ peakOpen: 200 }, {})).toEqual([
      {
        code: 'ramp-cut-short',
        severity: 'warning',
        text: expect.stringContaining('at most 200 of its 250 connections open at once'),
      },
    ]);
    expect(findings({}, {}, { facts: { ...COMPLETED, ending: 'interrupted' } })).toEqual([]);
    expect(
      findings({}, {}, { facts: { ...NO_FACTS, limit: { open: 90, target: 100, limitedBy: 'throttled' } } }),
    ).toEqual([]);
  });

  test('show waiting that a clock started late would hide', () => {
    const many = (us: number, samples = 459) => histogramOf(new Array(samples).fill(us));
    const apart = (due: number, start: number) => ({
      histograms: { handshakeLatency: many(due), handshakeService: many(start) },
    });
    expect(findings(apart(9_000, 1_000))).toEqual([]); // below 10 ms nobody cares
    expect(findings(apart(190_000, 100_000))).toEqual([]); // not twice
    expect(findings(apart(300_000, 20_000))).toEqual([
      {
        code: 'coordinated-omission',
        severity: 'info',
        text: expect.stringContaining('p99 of handshakes is 300 ms from when they were due, but 20.0 ms'),
      },
    ]);
    const trips = {
      histograms: { roundTrip: many(90_000, 90), roundTripService: many(1_000, 90) },
    };
    expect(findings(trips)[0]!.text).toContain('p95 of round trips');
  });

  test('warn of memory: grown over a soak, or most of the machine', () => {
    expect(findings({ health: { ...emptySnapshot().health, cpuShare: 0, rssBytes: 12e9 } })).toEqual([
      {
        code: 'generator-memory',
        severity: 'warning',
        text: expect.stringContaining("12.0 GB of this machine's 16.0 GB"),
      },
    ]);
    const soak = (growth: number) => {
      const stats = new WindowStats();
      for (let i = 0; i < 900; i++) {
        const health = { ...emptySnapshot().health, cpuShare: 0.1, rssBytes: 1e8 * (1 + (growth * i) / 900) };
        stats.add({ ...quiet, startUs: i * 1e6, endUs: (i + 1) * 1e6, health });
      }
      return findings({}, { seeksLimit: false }, { stats });
    };
    expect(soak(0.1)).toEqual([]);
    expect(soak(0.5)).toEqual([
      { code: 'memory-growth', severity: 'warning', text: expect.stringContaining('of steady load') },
    ]);
  });

  test('mention an unchecked certificate, a rehearsal, and what was too long to measure', () => {
    const run = { seeksLimit: false, certificateChecked: false, timeScale: 60 };
    const found = findings({ histograms: { push: histogramOf([4e9]) } }, run);
    expect(found.map(({ code, severity }) => `${severity} ${code}`)).toEqual([
      'warning tls-not-verified',
      'info values-clamped',
      'info rehearsal',
    ]);
    expect(found[2]!.text).toContain('divided by 60');
  });
});
