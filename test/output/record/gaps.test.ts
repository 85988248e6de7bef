// What is wrong with a record, by the numbers of its windows and without them.
import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { NO_FACTS, type RunFacts } from '../../../src/metrics/record/facts.ts';
import { emptySnapshot, type Snapshot } from '../../../src/metrics/snapshot.ts';
import { GapFinder } from '../../../src/output/record/gaps.ts';

const windowAt = (second: number): Snapshot => ({
  ...emptySnapshot(),
  startUs: second * 1e6,
  endUs: (second + 1) * 1e6,
});
const ended = (windows: number): RunFacts => ({ ...NO_FACTS, ending: 'completed', windows });

function gapsOf(numbers: readonly number[], facts: RunFacts) {
  const finder = new GapFinder();
  const counted = numbers.filter((number) => finder.window(windowAt(number), number));
  return { counted, gaps: finder.gaps(facts).map(({ kind, text }) => `${kind}: ${text}`) };
}

test('a whole record has none', () => {
  expect(gapsOf([0, 1, 2], ended(3))).toEqual({ counted: [0, 1, 2], gaps: [] });
});

test('a number that is missing is a hole, at the beginning too', () => {
  expect(gapsOf([0, 1, 4, 5], ended(6)).gaps).toEqual([
    'missing: the record lacks what lies between 2.00 s and 4.00 s',
  ]);
  expect(gapsOf([2, 3], ended(4)).gaps).toEqual([
    'missing: the record lacks what lies between 0 us and 2.00 s',
  ]);
  expect(gapsOf([0, 1], ended(3)).gaps).toEqual(['missing: the record holds 2 of 3 windows']);
});

test('a window that stands twice counts once, and is named', () => {
  expect(gapsOf([0, 1, 1, 2, 0], ended(3))).toEqual({
    counted: [0, 1, 2],
    gaps: ['disorder: 2 windows of the record stand in it twice'],
  });
});

test('a window out of order counts, and leaves no hole', () => {
  expect(gapsOf([0, 2, 1, 3], ended(4))).toEqual({
    counted: [0, 2, 1, 3],
    gaps: ['disorder: 1 window of the record stands out of order'],
  });
  expect(gapsOf([0, 2, 1], NO_FACTS).gaps).toEqual([
    'disorder: 1 window of the record stands out of order',
    'cut-off: the run was cut off: its record ends at 3.00 s',
  ]);
});

test('whatever the order, each window counts once, and what never came is missing', () => {
  const property = fc.property(fc.array(fc.nat(30), { minLength: 1, maxLength: 60 }), (numbers) => {
    const { counted, gaps } = gapsOf(numbers, NO_FACTS);
    expect(new Set(counted)).toEqual(new Set(numbers));
    expect(counted.length).toBe(new Set(numbers).size);
    const isWhole = new Set(numbers).size === Math.max(...numbers) + 1;
    expect(gaps.some((gap) => gap.startsWith('missing'))).toBe(!isWhole);
  });
  fc.assert(property);
});

test('without numbers, a seam of more than half a second is one', () => {
  const finder = new GapFinder();
  for (const second of [0, 1, 1.4, 4]) finder.window(windowAt(second));
  expect(finder.gaps(NO_FACTS).map(({ text }) => text)).toEqual([
    'the record lacks what lies between 2.40 s and 4.00 s',
    'the run was cut off: its record ends at 5.00 s',
  ]);
});

test('a second in which no worker told anything is no hole', () => {
  const finder = new GapFinder();
  finder.window(windowAt(0), 0);
  finder.window(emptySnapshot(), 1);
  finder.window(windowAt(2), 2);
  expect(finder.gaps(ended(3))).toEqual([]);
});

test('files that are not there, and events that cannot be read, are named', () => {
  const finder = new GapFinder();
  finder.missingFile('windows.ndjson');
  finder.unreadableEvent();
  finder.unreadableEvent();
  expect(finder.gaps(ended(0)).map(({ text }) => text)).toEqual([
    'the record has no windows.ndjson',
    '2 lines of events.ndjson cannot be read',
  ]);
});
