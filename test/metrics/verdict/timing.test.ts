// What the generator did late, on both sides of each limit; and that what waited elsewhere is not held against it.
import { expect, test } from 'bun:test';
import type { Snapshot } from '../../../src/metrics/snapshot.ts';
import { VERDICT_LIMITS } from '../../../src/metrics/verdict/limits.ts';
import { judge } from '../../../src/metrics/verdict/verdict.ts';
import { histogramOf } from '../arbitrary.ts';
import { busy, codes, late, sound, whole } from './rig.ts';

const lagging = (us: number): Snapshot => ({
  ...sound,
  histograms: { loopLag: histogramOf(new Array(459).fill(us)) },
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
