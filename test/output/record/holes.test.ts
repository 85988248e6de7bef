// The holes of a record: filled by what comes late, named up to a few.
import { expect, test } from 'bun:test';
import { Holes } from '../../../src/output/record/holes.ts';

const NO_LINES = { first: 0, count: 0 };
const hole = (first: number, last: number, lines = NO_LINES) => ({
  first,
  last,
  fromUs: first * 1e6,
  untilUs: (last + 1) * 1e6,
  lines,
});

test('are named by what they lie between, and by the lines that cannot be read', () => {
  const holes = new Holes();
  expect(holes.describe()).toBeNull();
  holes.add(hole(2, 2, { first: 3, count: 1 }));
  holes.add({ ...hole(5, 8, { first: 6, count: 4 }), untilUs: null });
  expect(holes.describe()).toBe(
    'what lies between 2.00 s and 3.00 s (line 3 of windows.ndjson cannot be read), what follows 5.00 s (4 lines from line 6 on of windows.ndjson cannot be read)',
  );
});

test('are gone once all that they lack has come, each number once', () => {
  const holes = new Holes();
  holes.add(hole(2, 4));
  expect([3, 3, 1, 5, 2].map((number) => holes.fill(number))).toEqual([true, false, false, false, true]);
  expect(holes.describe()).not.toBeNull();
  expect(holes.fill(4)).toBe(true);
  expect(holes.describe()).toBeNull();
});

test('without numbers are never filled', () => {
  const holes = new Holes();
  holes.add({ ...hole(0, 0), first: 0, last: Number.NaN });
  expect(holes.fill(0)).toBe(false);
});

test('of a record that is nothing but holes are counted, and the first few named', () => {
  const holes = new Holes();
  for (let n = 0; n < 3_000; n += 1) holes.add(hole(2 * n, 2 * n));
  expect(holes.describe()).toEndWith('what lies between 8.00 s and 9.00 s and 2995 more');
});
