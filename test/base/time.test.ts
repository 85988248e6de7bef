// Durations: what people write becomes integer microseconds once, and what the program measured reads well again.
import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { formatDurationUs, parseDurationUs } from '../../src/base/time.ts';

const UNITS: Record<string, number> = {
  us: 1,
  ms: 1e3,
  s: 1e6,
  m: 60e6,
  min: 60e6,
  h: 3_600e6,
};
const unit = fc.constantFrom(...Object.keys(UNITS));

describe('parseDurationUs', () => {
  test.each([
    ['0', 0],
    ['0s', 0],
    ['850us', 850],
    ['100ms', 100_000],
    ['0.5s', 500_000],
    ['1.5h', 5_400_000_000],
    ['5m', 300_000_000],
    ['5min', 300_000_000],
    ['1h30m', 5_400_000_000],
    ['1h30m15s', 5_415_000_000],
    ['  2s ', 2_000_000],
    ['0.4us', 0],
    ['1.0004ms', 1_000],
  ])('%s', (text, us) => {
    expect(parseDurationUs(text)).toBe(us);
  });

  test.each([
    '',
    ' ',
    '5',
    '1.5',
    '00',
    '-1s',
    '+1s',
    '1 s',
    '1h 30m',
    '1S',
    '1d',
    's',
    '.5s',
    '1.s',
    '1e3s',
    '1,5s',
    '1s.',
    '٣s',
    'ms5',
    '5mss',
    'NaN',
    'Infinitys',
  ])('"%s" is no duration', (text) => {
    expect(parseDurationUs(text)).toBeUndefined();
  });

  test('parts add up, whatever their units and order', () => {
    const part = fc.tuple(fc.nat({ max: 100_000 }), unit);
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 5 }), (parts) => {
        const text = parts.map(([n, name]) => `${n}${name}`).join('');
        expect(parseDurationUs(text)).toBe(parts.reduce((sum, [n, name]) => sum + n * UNITS[name]!, 0));
      }),
    );
  });

  test('any text is a whole number of microseconds or no duration, and never an error', () => {
    const text = fc.oneof(fc.string(), fc.stringMatching(/^[\d.]{0,6}(us|ms|min|s|m|h)?[\d.hms ]{0,6}$/));
    fc.assert(
      fc.property(text, (any) => {
        const us = parseDurationUs(any);
        expect(us === undefined || (Number.isInteger(us) && us >= 0)).toBe(true);
      }),
    );
  });

  test('a number without a unit is never taken for one', () => {
    fc.assert(fc.property(fc.integer({ min: 1 }), (n) => expect(parseDurationUs(String(n))).toBeUndefined()));
  });
});

describe('formatDurationUs', () => {
  test.each([
    [0, '0 us'],
    [850, '850 us'],
    [999, '999 us'],
    [1_000, '1.00 ms'],
    [9_994, '9.99 ms'],
    [9_995, '10.0 ms'],
    [12_345, '12.3 ms'],
    [99_949, '99.9 ms'],
    [99_950, '100 ms'],
    [999_499, '999 ms'],
    [999_500, '1.00 s'],
    [1_250_000, '1.25 s'],
    [59_949_000, '59.9 s'],
    [60_000_000, '60 s'],
    [119_499_000, '119 s'],
    [119_500_000, '2 m 00 s'],
    [245_000_000, '4 m 05 s'],
    [3_599_400_000, '59 m 59 s'],
    [3_599_500_000, '1 h 00 m'],
    [7_200_000_000, '2 h 00 m'],
    [360_000_000_000, '100 h 00 m'],
  ])('%d us is %s', (us, text) => {
    expect(formatDurationUs(us)).toBe(text);
  });

  const us = fc.oneof(fc.nat({ max: 10_000_000 }), fc.nat({ max: 1e12 }));
  const readBack = (value: number) => parseDurationUs(formatDurationUs(value).replaceAll(' ', ''))!;

  test('reads back to within half a percent, above an hour within its minute', () => {
    fc.assert(
      fc.property(us, (value) => {
        const allowed = value < 3_599_500_000 ? 0.005_1 * value : 60e6;
        expect(Math.abs(readBack(value) - value)).toBeLessThanOrEqual(allowed);
      }),
      { numRuns: 2_000 },
    );
  });

  test('longer never reads as shorter', () => {
    fc.assert(
      fc.property(us, fc.nat({ max: 1e6 }), (value, more) => {
        expect(readBack(value + more)).toBeGreaterThanOrEqual(readBack(value));
      }),
      { numRuns: 2_000 },
    );
  });

  test('fits a narrow column', () => {
    fc.assert(fc.property(us, (value) => expect(formatDurationUs(value).length).toBeLessThanOrEqual(10)));
  });
});
