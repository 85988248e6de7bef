// Each reason of the verdict on both sides of its limit, and the figure in its text.
import { describe, expect, test } from 'bun:test';
import { NO_FACTS } from '../../../src/metrics/run-facts.ts';
import { emptySnapshot, type Health, type Snapshot } from '../../../src/metrics/snapshot.ts';
import type { Figures } from '../../../src/metrics/summary/shape.ts';
import { summarize } from '../../../src/metrics/summary/summary.ts';
import { parseThreshold, type Threshold } from '../../../src/metrics/threshold/threshold.ts';
import { VERDICT_LIMITS } from '../../../src/metrics/verdict/limits.ts';
import { type JudgeContext, judge } from '../../../src/metrics/verdict/verdict.ts';
import { WindowStats } from '../../../src/metrics/window-stats.ts';
import { histogramOf } from '../arbitrary.ts';
import { description } from '../run.ts';

const sound: Snapshot = {
  ...emptySnapshot(),
  counters: { asked: 10, attempted: 10, opened: 10, starts: 10_000 },
  gauges: { target: 10, open: 10, connecting: 0, waiting: 0, outstanding: 0 },
  histograms: { loopLag: histogramOf([500, 900]) },
};

const whole: JudgeContext = {
  ended: true,
  facts: NO_FACTS,
  gaps: [],
  journalLost: null,
  thresholds: [],
  figures: figuresOf(sound),
};

function figuresOf(total: Snapshot): Figures {
  const input = { run: description(), thresholds: [], facts: NO_FACTS, gaps: [], journalLost: null };
  return summarize({ ...input, ending: 'completed', total, stats: new WindowStats().add(total) });
}

function busy(...cpuShares: number[]): WindowStats {
  return statsOf(cpuShares.map((cpuShare) => ({ cpuShare })));
}

function statsOf(healths: readonly Partial<Health>[]): WindowStats {
  const stats = new WindowStats();
  for (const [i, health] of healths.entries()) {
    stats.add({
      ...sound,
      startUs: i * 1e6,
      endUs: (i + 1) * 1e6,
      health: { ...emptySnapshot().health, ...health, rssBytes: 1 },
    });
  }
  return stats;
}

function codes(total: Snapshot, stats = busy(0.1), context: Partial<JudgeContext> = {}) {
  const { validity, reasons } = judge(total, stats, { ...whole, ...context });
  return [validity, ...reasons.map((reason) => reason.code)];
}

const late = (lateStarts: number): Snapshot => ({ ...sound, counters: { ...sound.counters, lateStarts } });
const lagging = (us: number): Snapshot => ({
  ...sound,
  histograms: { loopLag: histogramOf(new Array(459).fill(us)) },
});

describe('the verdict', () => {
  test('is VALID, without a reason, where nothing is wrong', () => {
    expect(judge(sound, busy(0.1, 0.2), whole)).toEqual({ validity: 'VALID', reasons: [] });
  });

  test('doubts late starts only above their limit', () => {
    const more = (lateStarts: number): Snapshot => ({
      ...sound,
      counters: { ...sound.counters, starts: 40_000, lateStarts },
    });
    expect(VERDICT_LIMITS.lateStartsSuspect).toBe(0.001);
    expect(codes(more(40))).toEqual(['VALID']);
    expect(codes(more(41))).toEqual(['SUSPECT', 'late-starts']);
  });

  test('takes a few late starts of a short run for a hiccup', () => {
    expect(codes(late(VERDICT_LIMITS.lateStartsLeast - 1))).toEqual(['VALID']);
    expect(codes(late(VERDICT_LIMITS.lateStartsLeast))).toEqual(['SUSPECT', 'late-starts']);
  });

  test('doubts a lagging loop, and rejects one that lags far', () => {
    expect(codes(lagging(9_900))).toEqual(['VALID']);
    expect(codes(lagging(10_100))).toEqual(['SUSPECT', 'loop-lag']);
    expect(codes(lagging(49_900))).toEqual(['SUSPECT', 'loop-lag']);
    expect(codes(lagging(50_100))).toEqual(['INVALID', 'loop-lag', 'pauses']);
  });

  test('judges a short run by a lower percentile, and by none where it is shorter still', () => {
    const lagging = (short: number, long: number): Snapshot => ({
      ...sound,
      histograms: {
        loopLag: histogramOf([...new Array(short).fill(100), ...new Array(long).fill(30_000)]),
      },
    });
    expect(codes(lagging(49, 1))).toEqual(['VALID']);
    expect(codes(lagging(94, 1))).toEqual(['VALID']);
    expect(codes(lagging(80, 10))).toEqual(['SUSPECT', 'loop-lag']);
  });

  test('doubts a busy worker, and rejects it only where starts were late', () => {
    expect(codes(sound, busy(0.8, 0.8))).toEqual(['VALID']);
    expect(codes(sound, busy(0.81, 0.81))).toEqual(['SUSPECT', 'generator-cpu']);
    expect(codes(sound, busy(0.99, 0.1, 0.1))).toEqual(['VALID']);
    expect(codes(sound, busy(0.95, 0.95))).toEqual(['SUSPECT', 'generator-cpu']);
    expect(codes(late(21), busy(0.95, 0.95))).toEqual(['INVALID', 'generator-cpu', 'late-starts']);
    expect(codes(late(21), busy(0.85, 0.85))).toEqual(['SUSPECT', 'late-starts', 'generator-cpu']);
  });

  test('counts what was dropped as late, and neither before there is a habit of it', () => {
    const dropping = (lateStarts: number, sendsSkipped: number): Snapshot => ({
      ...sound,
      counters: { ...sound.counters, lateStarts, sendsSkipped },
    });
    expect(codes(dropping(9, 10))).toEqual(['VALID']);
    expect(codes(dropping(10, 10))).toEqual(['SUSPECT', 'late-starts']);
    expect(judge(dropping(10, 10), busy(0.1), whole).reasons[0]!.text).toContain('and 0.10 % were dropped');
  });

  test('doubts slip beyond 2 ms, or beyond a twentieth of what it is part of', () => {
    const slipping = (slipUs: number, roundTripUs: number, samples = 459): Snapshot => ({
      ...sound,
      histograms: {
        sendSlip: histogramOf(new Array(samples).fill(slipUs)),
        roundTrip: histogramOf([roundTripUs]),
      },
    });
    expect(codes(slipping(1_990, 5_000))).toEqual(['VALID']);
    expect(codes(slipping(2_010, 5_000))).toEqual(['SUSPECT', 'slip']);
    expect(codes(slipping(2_010, 5_000, 90))).toEqual(['SUSPECT', 'slip']);
    expect(codes(slipping(2_010, 5_000, 89))).toEqual(['VALID']);
    expect(codes(slipping(4_900, 100_000))).toEqual(['VALID']);
    expect(codes(slipping(5_100, 100_000))).toEqual(['SUSPECT', 'slip']);
    const dials = { dialSlip: histogramOf(new Array(459).fill(3_000)) };
    expect(codes({ ...sound, histograms: dials })).toEqual(['SUSPECT', 'slip']);
  });

  test('doubts rare long pauses that no percentile shows, by their share of the time', () => {
    const paused = (pauseMs: number, seconds: number): Snapshot => ({
      ...sound,
      startUs: 0,
      endUs: seconds * 1e6,
      workers: 1,
      histograms: { loopLag: histogramOf([...new Array(seconds * 50).fill(300), pauseMs * 1_000]) },
    });
    expect(codes(paused(200, 10))).toEqual(['SUSPECT', 'pauses']);
    expect(codes(paused(200, 60))).toEqual(['VALID']);
    expect(codes(paused(700, 10))).toEqual(['INVALID', 'pauses']);
    expect(codes(paused(45, 10))).toEqual(['VALID']);
  });

  test('doubts a worker that had no core, and rejects one that hardly had any', () => {
    const waiting = (waitShare: number) => statsOf(new Array(5).fill({ waitShare }));
    expect(codes(sound, waiting(0.2))).toEqual(['VALID']);
    expect(codes(sound, waiting(0.21))).toEqual(['SUSPECT', 'starved']);
    expect(codes(sound, waiting(0.51))).toEqual(['INVALID', 'starved']);
    expect(codes(sound, statsOf([{ waitShare: 0.9 }, {}, {}, {}]))).toEqual(['VALID']);
    const full = (machineShare: number) => statsOf(new Array(5).fill({ machineShare }));
    expect(codes(sound, full(0.95))).toEqual(['VALID']);
    expect(codes(sound, full(0.96))).toEqual(['SUSPECT', 'machine-busy']);
  });

  test('doubts a run that came near the limits of files and ports', () => {
    const near = (health: Partial<Health>) => codes({ ...sound, health: { ...sound.health, ...health } });
    expect(near({ fileShare: 0.9, portShare: 0.9 })).toEqual(['VALID']);
    expect(near({ fileShare: 0.91 })).toEqual(['SUSPECT', 'file-headroom']);
    expect(near({ portShare: 0.91 })).toEqual(['SUSPECT', 'port-headroom']);
  });

  test('doubts a network that lost segments', () => {
    const sent = (retransmits: number, segmentsSent: number, synRetransmits = 0) => {
      const kernel = { synRetransmits, listenOverflows: 0, retransmits, segmentsSent };
      return codes(sound, busy(0.1), { facts: { ...NO_FACTS, kernel } });
    };
    expect(sent(100, 10_000)).toEqual(['VALID']);
    expect(sent(101, 10_000)).toEqual(['SUSPECT', 'retransmits']);
    expect(sent(19, 19)).toEqual(['VALID']);
    // A repeated connection request is one of the segments sent again, and no word of the network's.
    expect(sent(400, 10_000, 300)).toEqual(['VALID']);
    expect(sent(401, 10_000, 300)).toEqual(['SUSPECT', 'retransmits']);
  });

  test('doubts a threshold on push times by a clock that is ahead', () => {
    const ahead = { ...sound, counters: { ...sound.counters, pushesAhead: 3 } };
    const judged = (text: string) =>
      codes(ahead, busy(0.1), { thresholds: [parseThreshold(text) as Threshold] });
    expect(codes(ahead)).toEqual(['VALID']);
    expect(judged('roundTrip.max<50ms')).toEqual(['VALID']);
    expect(judged('push.max<50ms')).toEqual(['SUSPECT', 'clock-ahead']);
  });

  test('doubts a threshold on a percentile with too few samples', () => {
    const thresholds = ['handshake.p99<2s', 'handshake.p95<2s', 'handshake.max<2s', 'churn<2%'];
    const judged = (samples: number) => {
      const histograms = { handshakeLatency: histogramOf(new Array(samples).fill(900)) };
      const figures = figuresOf({ ...sound, histograms });
      return codes(sound, busy(0.1), { figures, thresholds: thresholds.map(parseThreshold) as Threshold[] });
    };
    expect(judged(459)).toEqual(['VALID']);
    expect(judged(458)).toEqual(['SUSPECT', 'few-samples']);
    expect(judged(89)).toEqual(['SUSPECT', 'few-samples', 'few-samples']);
    expect(judged(0)).toEqual(['VALID']);
  });

  test('doubts a load whose round trips still moved while all was open', () => {
    const moving = (us: (second: number) => number, seconds = 60) => {
      const stats = new WindowStats();
      for (let i = 0; i < seconds; i++) {
        const histograms = { roundTrip: histogramOf([us(i)]) };
        const health = { ...sound.health, rssBytes: 1 };
        stats.add({ ...sound, startUs: i * 1e6, endUs: (i + 1) * 1e6, histograms, health });
      }
      return codes(sound, stats);
    };
    expect(moving(() => 9_000)).toEqual(['VALID']);
    expect(moving((second) => 9_000 + second * 100)).toEqual(['VALID']);
    expect(moving((second) => 9_000 + second * 300)).toEqual(['SUSPECT', 'no-steady-state']);
    expect(moving((second) => 20_000 - second * 250)).toEqual(['SUSPECT', 'no-steady-state']);
    // Small times may double by chance; and half a minute is the least that is judged.
    expect(moving((second) => 300 + second * 10)).toEqual(['VALID']);
    expect(moving((second) => 9_000 + second * 900, 30)).toEqual(['VALID']);
  });

  test('rejects a run in which one worker or one second did not add up', () => {
    const facts = { ...NO_FACTS, misaccounts: ['worker 1: sent 5 is not answered 4'] };
    const { validity, reasons } = judge(sound, busy(0.1), { ...whole, facts });
    expect([validity, reasons[0]!.code]).toEqual(['INVALID', 'accounting']);
    expect(reasons[0]!.text).toContain('worker 1: sent 5 is not answered 4');
  });

  test('doubts a machine that could not dial', () => {
    const full: Snapshot = {
      ...sound,
      counters: { ...sound.counters, asked: 12, attempted: 12, failed: 2 },
      failures: { 'local-limit': 2 },
    };
    expect(codes(full)).toEqual(['SUSPECT', 'local-limit']);
  });

  test('rejects a run that measured nothing, lost a worker, or does not add up', () => {
    expect(codes(emptySnapshot())).toEqual(['INVALID', 'nothing-measured']);
    expect(codes(sound, busy(0.1), { facts: { ...NO_FACTS, workersLost: 1 } })).toEqual([
      'INVALID',
      'worker-lost',
    ]);
    const wrong = { ...sound, counters: { ...sound.counters, opened: 9 } };
    const { validity, reasons } = judge(wrong, busy(0.1), whole);
    expect(validity).toBe('INVALID');
    expect(reasons[0]).toMatchObject({ code: 'accounting' });
    expect(reasons[0]!.text).toContain(
      'attempted 10 is not opened 9 + failed 0; opened 9 is not open 10 + closed 0',
    );
  });

  test('accepts handshakes in flight only where the run did not end', () => {
    const running: Snapshot = {
      ...sound,
      counters: { ...sound.counters, opened: 7 },
      gauges: { ...sound.gauges, open: 7, connecting: 3 },
    };
    expect(codes(running, busy(0.1), { ended: false })).toEqual(['VALID']);
    expect(codes(running)).toEqual(['INVALID', 'accounting']);
  });

  test('doubts a record that ends early, and rejects one with a hole, whose sums cannot add up', () => {
    const gap = (kind: 'cut-off' | 'missing') => ({ gaps: [{ kind, text: 'the record lacks 12 s' }] });
    expect(codes(sound, busy(0.1), gap('cut-off'))).toEqual(['SUSPECT', 'journal-gap']);
    const wrong = { ...sound, counters: { ...sound.counters, opened: 9 } };
    expect(codes(wrong, busy(0.1), gap('missing'))).toEqual(['INVALID', 'journal-gap']);
    expect(judge(sound, busy(0.1), { ...whole, ...gap('cut-off') }).reasons[0]!.text).toContain('lacks 12 s');
  });

  test('doubts a run whose folder was lost', () => {
    const { validity, reasons } = judge(sound, busy(0.1), { ...whole, journalLost: 'the disk is full' });
    expect(validity).toBe('SUSPECT');
    expect(reasons).toEqual([{ code: 'journal-lost', text: expect.stringContaining('(the disk is full)') }]);
  });

  test('gives every reason its figure', () => {
    const { reasons } = judge({ ...late(125), histograms: lagging(62_000).histograms }, busy(0.93, 0.93), {
      ...whole,
      facts: { ...NO_FACTS, workersLost: 2 },
    });
    const text = Object.fromEntries(reasons.map((reason) => [reason.code, reason.text]));
    expect(text['late-starts']).toMatch(
      /^1\.3 % of 10,000 starts came more than 5\.00 ms after .*at most 0\.10 %.*use more workers/,
    );
    expect(text['loop-lag']).toMatch(
      /late by 62\.0 ms at the 99th percentile \(at most 50\.0 ms can be used\)/,
    );
    expect(text['generator-cpu']).toMatch(/93 % of a core.*at most 80 %.*started late/);
    expect(text['worker-lost']).toMatch(/^2 worker processes died/);
  });
});
