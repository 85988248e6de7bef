// Each reason of the verdict on both sides of its limit, and the figure in its text.
import { describe, expect, test } from 'bun:test';
import { emptySnapshot, type Snapshot } from '../../src/metrics/snapshot.ts';
import { type JudgeContext, judge, VERDICT_LIMITS } from '../../src/metrics/verdict.ts';
import { WindowStats } from '../../src/metrics/window-stats.ts';
import { histogramOf } from './arbitrary.ts';

const whole: JudgeContext = { ended: true, workersLost: 0, misaccounts: [], gaps: [], journalLost: null };
const sound: Snapshot = {
  ...emptySnapshot(),
  counters: { asked: 10, attempted: 10, opened: 10, starts: 10_000 },
  gauges: { target: 10, open: 10, connecting: 0, waiting: 0, outstanding: 0 },
  histograms: { loopLag: histogramOf([500, 900]) },
};

function busy(...cpuShares: number[]): WindowStats {
  const stats = new WindowStats();
  for (const [i, cpuShare] of cpuShares.entries()) {
    stats.add({ ...sound, startUs: i * 1e6, endUs: (i + 1) * 1e6, health: { cpuShare, rssBytes: 1 } });
  }
  return stats;
}

function codes(total: Snapshot, stats = busy(0.1), context: Partial<JudgeContext> = {}) {
  const { validity, reasons } = judge(total, stats, { ...whole, ...context });
  return [validity, ...reasons.map((reason) => reason.code)];
}

const late = (lateStarts: number): Snapshot => ({ ...sound, counters: { ...sound.counters, lateStarts } });
const lagging = (us: number): Snapshot => ({ ...sound, histograms: { loopLag: histogramOf([us]) } });

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
    expect(codes(lagging(50_100))).toEqual(['INVALID', 'loop-lag']);
  });

  test('doubts a busy worker, and rejects it only where starts were late', () => {
    expect(codes(sound, busy(0.8, 0.8))).toEqual(['VALID']);
    expect(codes(sound, busy(0.81, 0.81))).toEqual(['SUSPECT', 'generator-cpu']);
    expect(codes(sound, busy(0.99, 0.1, 0.1))).toEqual(['VALID']);
    expect(codes(sound, busy(0.95, 0.95))).toEqual(['SUSPECT', 'generator-cpu']);
    expect(codes(late(21), busy(0.95, 0.95))).toEqual(['INVALID', 'generator-cpu', 'late-starts']);
    expect(codes(late(21), busy(0.85, 0.85))).toEqual(['SUSPECT', 'late-starts', 'generator-cpu']);
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
    expect(codes(sound, busy(0.1), { workersLost: 1 })).toEqual(['INVALID', 'worker-lost']);
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
      workersLost: 2,
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
