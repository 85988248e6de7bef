// The line and what it may be trusted with: exact where the points lie on one, and honest about noise that hangs together.
import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { fitLine, lowestOf, type Point } from '../../endurance/line-fit.ts';
import { uniform } from '../../src/plan/random.ts';

/** Sums of twelve uniform numbers are normal enough; neighbours resemble each other by `alike`. */
function noise(seed: number, n: number, alike: number): number[] {
  let last = 0;
  return Array.from({ length: n }, (_, i) => {
    const normal = Array.from({ length: 12 }, (_, k) => uniform(seed, k, i)).reduce((a, b) => a + b, -6);
    last = alike * last + Math.sqrt(1 - alike * alike) * normal;
    return last;
  });
}

const line = (slope: number, rest: readonly number[]): Point[] =>
  rest.map((r, x) => ({ x, y: 100 + slope * x + r }));

describe('a line', () => {
  test('is the one that the points lie on, with nothing to doubt', () => {
    const figure = fc.integer({ min: -1_000, max: 1_000 });
    fc.assert(
      fc.property(figure, figure, fc.integer({ min: 4, max: 300 }), (slope, start, n) => {
        const fit = fitLine(Array.from({ length: n }, (_, x) => ({ x, y: start + slope * x })));
        expect(fit.slope).toBeCloseTo(slope, 6);
        expect(fit.margin).toBeLessThan(1e-6);
        expect(fit.level).toBeCloseTo(start + (slope * (n - 1)) / 2, 6);
      }),
    );
  });

  test.each([0, 0.5, 0.8])('holds the true slope within its margin, with neighbours alike by %p', (alike) => {
    const RUNS = 400;
    let held = 0;
    for (let seed = 0; seed < RUNS; seed++) {
      const { slope, margin } = fitLine(line(0.25, noise(seed, 60, alike)));
      if (Math.abs(slope - 0.25) <= margin) held++;
    }
    expect(held / RUNS).toBeGreaterThan(0.97);
  });

  test('is no line with three points', () => {
    expect(() => fitLine(line(1, [0, 0, 0]))).toThrow('3 points');
  });
});

describe('what remains after each collection', () => {
  test('is the lowest of each part, in order, and of few points all of them', () => {
    const saw = Array.from({ length: 40 }, (_, x) => ({ x, y: x % 10 }));
    expect(lowestOf(saw, 4)).toEqual([0, 10, 20, 30].map((x) => ({ x, y: 0 })));
    expect(lowestOf(saw.slice(0, 3), 4)).toEqual(saw.slice(0, 3));
  });

  test('loses no point in the cutting', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 50 }), (n, parts) => {
        const falling = Array.from({ length: n }, (_, x) => ({ x, y: n - x }));
        const low = lowestOf(falling, parts);
        expect(low).toHaveLength(Math.min(n, parts));
        // The lowest of each part of a falling line is its last point, and the last of all is there.
        expect(low.at(-1)).toEqual(falling.at(-1)!);
      }),
    );
  });
});
