// Made-up processes before the judge of a soak: it must see a leak under a collector's climbing and falling, and must not
// see one where there is none.
import { describe, expect, test } from 'bun:test';
import { judgeSeries, problemsOf } from '../../endurance/soak-judge.ts';
import type { Sample, Series } from '../../endurance/soak-samples.ts';
import { showSoak } from '../../endurance/soak-table.ts';
import { uniform } from '../../src/plan/random.ts';

const KIB = 1_024;
const MIB = 1_048_576;

interface Made {
  readonly minutes: number;
  /** What is never given back, a minute. */
  readonly leakBytes?: number;
  /** Between two collections it climbs by so much. */
  readonly climbBytes?: number;
  readonly climbMinutes?: number;
  readonly files?: (second: number) => number;
}

/** 60 MiB, warm after a few minutes, noisy by a quarter of a MiB. */
function made(
  { minutes, leakBytes = 0, climbBytes = 0, climbMinutes = 7, files = () => 13 }: Made,
  seed = 1,
): Series {
  const samples = Array.from({ length: minutes * 60 }, (_, second): Sample => {
    const atMinutes = second / 60;
    const warming = 8 * MIB * (1 - Math.exp(-atMinutes / 2));
    const climbed = ((atMinutes / climbMinutes) % 1) * climbBytes;
    const noisy = uniform(seed, 0, second) * 0.25 * MIB;
    const rssBytes = 60 * MIB + warming + climbed + noisy + leakBytes * atMinutes;
    return { atMinutes, rssBytes, pssBytes: rssBytes / 3, openFiles: files(second) };
  });
  return { name: 'main', samples };
}

describe('a soak', () => {
  test.each<[string, Made]>([
    ['a level memory', { minutes: 120 }],
    ['a collector that lets it climb and fall', { minutes: 120, climbBytes: 20 * MIB }],
    ['slow collections', { minutes: 120, climbBytes: 20 * MIB, climbMinutes: 13 }],
    ['two minutes, of which most is warming up', { minutes: 2, climbBytes: 2 * MIB }],
    ['a few bytes a second', { minutes: 120, leakBytes: 20 * KIB }],
  ])('holds with %s', (_, process) => {
    for (let seed = 0; seed < 5; seed++) expect(problemsOf(judgeSeries(made(process, seed)))).toEqual([]);
  });

  test.each<[string, Made]>([
    ['a slow leak', { minutes: 120, leakBytes: 120 * KIB }],
    ['a leak under a collector', { minutes: 120, leakBytes: 250 * KIB, climbBytes: 10 * MIB }],
    ['a leak of half a percent a minute', { minutes: 30, leakBytes: 350 * KIB }],
    ['a fast leak in two minutes', { minutes: 2, leakBytes: 20 * MIB }],
  ])('fails with %s', (_, process) => {
    for (let seed = 0; seed < 5; seed++) {
      const problems = problemsOf(judgeSeries(made(process, seed)));
      expect(problems).toHaveLength(1);
      expect(problems[0]).toMatch(/^main grows by \d+ \+- \d+ KB\/min; \d+ is flat$/);
    }
  });

  test('tells the slope that was made', () => {
    const { rss } = judgeSeries(made({ minutes: 60, leakBytes: 100 * KIB }));
    expect(Math.abs(rss.slope - 100 * KIB)).toBeLessThan(rss.margin + 5 * KIB);
    expect(rss.margin).toBeLessThan(20 * KIB);
  });

  test('fails where it holds more files than it held, and not where it looks into one', () => {
    const load = { minutes: 10, connections: 200, rate: 5, workers: 2 };
    const holding = judgeSeries(made({ minutes: 10, files: (second) => (second < 400 ? 13 : 14) }));
    expect(problemsOf(holding)).toEqual(['main held 13 to 14 files open']);
    expect(showSoak(load, [holding])).toMatch(/^main .* 13-14 {2}GROWS$/m);
    const looking = judgeSeries(made({ minutes: 10, files: (second) => (second % 100 === 50 ? 14 : 13) }));
    expect(problemsOf(looking)).toEqual([]);
    expect(showSoak(load, [looking])).toMatch(/^main .* 13 {2}holds$/m);
  });
});
