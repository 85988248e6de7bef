// What the commands make of their measurements: targets judged on the median, a schedule that differs, flags that mean
// nothing. The measurements themselves are those of test/e2e/accuracy.test.ts.
import { describe, expect, test } from 'bun:test';
import { figuresOf, isMet, type Round } from '../../accuracy/figures.ts';
import type { Held } from '../../accuracy/holds.ts';
import { readAccuracyOptions, readRepeatOptions } from '../../accuracy/options.ts';
import { exactPercentile, sort } from '../../accuracy/percentile.ts';
import type { Repeated } from '../../accuracy/repeat-runs.ts';
import { judgeSchedules, showRuns, spreadOf } from '../../accuracy/repeat-table.ts';
import { showFigures, showRounds } from '../../accuracy/table.ts';
import { NO_QUANTILES } from '../../src/metrics/histogram.ts';

const VALID = { validity: 'VALID', reasons: [] };

const held = (trueUs: number, p50Error: number, p99Error: number): Held => ({
  messages: 5_000,
  held: 5_000,
  min: { trueUs, saidUs: trueUs },
  p50: { trueUs, saidUs: trueUs + p50Error },
  p99: { trueUs: trueUs * 1.1, saidUs: trueUs * 1.1 + p99Error },
});

function roundOf(p50Error: number, p99Error: number, wireP99Us: number): Round {
  const naive = held(20_000, 500, 5_000);
  const errors = { messages: 5_000, p50Us: 30, maxUs: 9_000, minUs: 10 };
  return {
    loadAverage: 0.5,
    holds: [{ holdMs: 20, busyhour: held(20_000, p50Error, p99Error), naive, verdict: VALID }],
    wire: {
      busyhour: { ...errors, p99Us: wireP99Us },
      naive: { ...errors, p99Us: 7_000 },
      verdict: { validity: 'SUSPECT', reasons: ['slip'] },
    },
  };
}

describe('the figures of accuracy', () => {
  test('are the median of the rounds, too low being as wrong as too high', () => {
    const figures = figuresOf([
      roundOf(-399, 999, 900),
      roundOf(390, -1_001, 950),
      roundOf(5_000, 9_000, 1_001),
    ]);
    expect(figures.map(({ title, errorUs, worstUs, limitUs }) => [title, errorUs, worstUs, limitUs])).toEqual(
      [
        ['held 20 ms, p50', 399, 5_000, 400],
        ['held 20 ms, p99', expect.closeTo(1_001), expect.closeTo(9_000), 1_000],
        ['each message against the wire, p50', 30, 30, 100],
        ['each message against the wire, p99', 950, 1_001, 1_000],
        ['each message against the wire, max', 9_000, 9_000, null],
      ],
    );
    expect(figures.map(isMet)).toEqual([true, false, true, true, true]);
    expect(figures.map(({ naiveUs }) => Math.round(naiveUs))).toEqual([500, 5_000, 30, 7_000, 9_000]);
    const lines = showFigures(figures).split('\n');
    expect(lines[1]).toMatch(
      /^held 20 ms, p50 +20\.000 ms +0\.399 ms +5\.000 ms +0\.500 ms +<= 0\.400 ms +met$/,
    );
    expect(lines[2]).toMatch(/NOT MET$/);
    expect(lines.at(-1)).toMatch(/- *$/);
  });

  test('say how busy the machine was, and what busyhour thought of its own measurements', () => {
    expect(showRounds([roundOf(0, 0, 0), roundOf(0, 0, 0)])).toBe(
      "median of 2 rounds, load average 0.50, 0.50; busyhour's own verdicts: 2 VALID, 2 SUSPECT slip",
    );
    expect(showRounds([{ ...roundOf(0, 0, 0), wire: null }])).toContain('one round');
  });

  test('rest on percentiles that are exact', () => {
    const sorted = sort([9, 1, 10, 2]);
    expect([1, 25, 26, 50, 75, 99, 100].map((percent) => exactPercentile(sorted, percent))).toEqual([
      1, 1, 2, 2, 9, 10, 10,
    ]);
  });
});

describe('the runs of repeatability', () => {
  const run = (scheduleHash: string | undefined, p50: number): Repeated => ({
    validity: 'VALID',
    scheduleHash,
    asked: 20,
    sent: 400,
    handshake: { ...NO_QUANTILES, p50, p99: 2 * p50 },
    roundTrip: { ...NO_QUANTILES, p50: 1_000, p99: 3_000 },
    loadAverage: 0.1,
  });

  test('played one schedule, or another, or none that was told', () => {
    expect(judgeSchedules([run('abc', 1), run('abc', 2)])).toEqual({ hash: 'abc' });
    expect(judgeSchedules([run('abc', 1), run('abd', 1)])).toBe('the runs played 2 schedules: abc, abd');
    expect(judgeSchedules([run('abc', 1), run(undefined, 1)])).toContain('2 schedules');
    expect(judgeSchedules([run(undefined, 1), run(undefined, 1)])).toContain('does not say');
  });

  test('lie as far apart as their highest and lowest', () => {
    expect(spreadOf([1_000, 1_000])).toEqual({ range: 0, deviationUs: 0 });
    expect(spreadOf([2, 4, 4, 4, 5, 5, 7, 9]).range).toBe(3.5);
    expect(spreadOf([2, 4, 4, 4, 5, 5, 7, 9]).deviationUs).toBeCloseTo(2.138, 3);
    const lines = showRuns([run('abc', 1_000), run('abc', 1_500)]).split('\n');
    expect(lines[3]).toMatch(/^ *max\/min - 1 +50\.0 % +50\.0 % +0\.0 % +0\.0 %$/);
    expect(lines[4]).toMatch(/^ *deviation +0\.354 ms +0\.707 ms +0\.000 ms +0\.000 ms$/);
  });
});

describe('the flags', () => {
  test('say what is measured, and for how long', () => {
    expect(readAccuracyOptions([])).toEqual({
      parts: ['holds', 'wire'],
      holdsMs: [1, 5, 20, 100],
      rounds: 3,
      seconds: 10,
      check: false,
      jsonFile: undefined,
    });
    expect(readAccuracyOptions('--quick --only wire --check --json f'.split(' '))).toEqual({
      parts: ['wire'],
      holdsMs: [1, 5, 20, 100],
      rounds: 1,
      seconds: 1,
      check: true,
      jsonFile: 'f',
    });
    expect(readAccuracyOptions(['--holds', '0, 7'])).toMatchObject({ holdsMs: [0, 7] });
    expect(readRepeatOptions('--runs 4 --seed 9'.split(' '))).toMatchObject({
      runs: 4,
      seed: 9,
      seconds: 10,
    });
    expect([readAccuracyOptions(['--help']), readRepeatOptions(['--help'])]).toEqual(['help', 'help']);
  });

  test('are refused by name', () => {
    expect(() => readAccuracyOptions(['--only', 'wires'])).toThrow("--only: 'wires'");
    expect(() => readAccuracyOptions(['--holds', '1,x'])).toThrow("--holds: 'x'");
    expect(() => readAccuracyOptions(['--seconds', '0'])).toThrow("--seconds: '0'");
    expect(() => readRepeatOptions(['--runs', '1'])).toThrow("--runs: '1'");
    expect(() => readRepeatOptions(['--check'])).toThrow('--check');
  });
});
