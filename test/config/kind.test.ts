// Values from text and back: what is taken within its bounds, and that what is written is read as the same.
import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { LONGEST_US, readText, type Value, writeText } from '../../src/config/kind.ts';

describe('readText', () => {
  test('a duration within the bounds is its microseconds, whatever its unit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: LONGEST_US / 1_000 }), fc.constantFrom('us', 'ms'), (n, unit) => {
        expect(readText({ kind: 'duration' }, `${n}${unit}`)).toEqual({
          value: unit === 'us' ? n : n * 1_000,
        });
      }),
    );
  });

  test('an integer is itself within its bounds and a problem outside', () => {
    fc.assert(
      fc.property(fc.integer({ min: -50, max: 150 }), (n) => {
        const reading = readText({ kind: 'integer', min: 1, max: 100 }, String(n));
        if (n >= 1 && n <= 100) expect(reading).toEqual({ value: n });
        else expect(reading).toEqual({ problem: `must be a whole number from 1 to 100, not "${n}"` });
      }),
    );
  });

  test('a secretive value is not shown', () => {
    const reading = readText({ kind: 'choice', choices: ['a', 'b'], secretive: true }, 's3cret');
    expect(reading).toEqual({ problem: 'must be a or b' });
  });
});

describe('writeText', () => {
  test('is what readText reads as the same value', () => {
    const timeUs = fc.integer({ min: 0, max: LONGEST_US });
    const written: fc.Arbitrary<readonly [Parameters<typeof readText>[0], Value]> = fc.oneof(
      timeUs.map((us) => [{ kind: 'duration' }, us] as const),
      fc.integer({ min: 0, max: 3_600 }).map((s) => [{ kind: 'duration' }, s * 1_000_000] as const),
      timeUs.map((us) => [{ kind: 'seconds' }, us] as const),
      fc.tuple(timeUs, timeUs).map((ends) => {
        const [least, most] = ends.sort((a, b) => a - b);
        return [{ kind: 'range' }, [least!, most!]] as const;
      }),
      fc.nat().map((n) => [{ kind: 'integer' }, n] as const),
      fc.boolean().map((is) => [{ kind: 'boolean' }, is] as const),
      fc.constant([{ kind: 'integer', words: ['auto'] }, 'auto'] as const),
    );
    fc.assert(
      fc.property(written, ([shape, value]) => {
        expect(readText(shape, writeText(shape, value))).toEqual({ value });
      }),
    );
  });

  test('takes the largest unit that is exact', () => {
    const texts = [0, 1, 1_500, 250_000, 90_000_000, 300_000_000, 7_200_000_000].map((us) =>
      writeText({ kind: 'duration' }, us),
    );
    expect(texts).toEqual(['0us', '1us', '1500us', '250ms', '90s', '5m', '2h']);
    expect(writeText({ kind: 'range' }, [100_000, 500_000])).toBe('100ms-500ms');
  });
});
