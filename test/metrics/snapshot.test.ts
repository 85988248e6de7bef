// The laws of merge and accumulate, and what each does to levels and peaks.
import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { accumulate, emptySnapshot, merge, type Snapshot } from '../../src/metrics/snapshot.ts';
import { anySnapshot, plain } from './arbitrary.ts';

/** Windows of one shard follow each other: no two end at the same time. */
const anyWindows = fc
  .tuple(anySnapshot, anySnapshot, anySnapshot)
  .filter((windows) => new Set(windows.map((window) => window.endUs)).size === 3);

describe.each([
  { name: 'merge', combine: merge, three: fc.tuple(anySnapshot, anySnapshot, anySnapshot) },
  { name: 'accumulate', combine: accumulate, three: anyWindows },
])('$name', ({ combine, three }) => {
  test('is associative', () => {
    fc.assert(
      fc.property(three, ([a, b, c]) => {
        expect(plain(combine(combine(a, b), c))).toEqual(plain(combine(a, combine(b, c))));
      }),
    );
  });

  test('is commutative', () => {
    fc.assert(fc.property(three, ([a, b]) => expect(plain(combine(a, b))).toEqual(plain(combine(b, a)))));
  });

  test('has the empty snapshot as its zero', () => {
    fc.assert(
      fc.property(anySnapshot, (a) => {
        expect(plain(combine(a, emptySnapshot()))).toEqual(plain(a));
        expect(plain(combine(emptySnapshot(), a))).toEqual(plain(a));
      }),
    );
  });

  test('leaves both sides as they were', () => {
    fc.assert(
      fc.property(three, ([a, b, c]) => {
        const before = [a, b, c].map(plain);
        combine(combine(a, b), c);
        expect([a, b, c].map(plain)).toEqual(before);
      }),
    );
  });
});

test('merged shards add their levels, accumulated windows keep the later', () => {
  const at = (endUs: number, open: number): Snapshot => ({
    ...emptySnapshot(),
    startUs: endUs - 1,
    endUs,
    gauges: { target: 10, open, connecting: 1, waiting: 0, outstanding: 0, sockets: open + 2 },
    peakOpen: open,
    health: { ...emptySnapshot().health, cpuShare: open / 10, rssBytes: 100 },
  });
  expect(merge(at(5, 3), at(5, 4))).toMatchObject({
    gauges: { target: 20, open: 7, connecting: 2, sockets: 11 },
    peakOpen: 7,
    health: { ...emptySnapshot().health, cpuShare: 0.4, rssBytes: 200 },
  });
  expect(accumulate(at(6, 3), at(5, 4))).toMatchObject({
    gauges: { target: 10, open: 3, connecting: 1, sockets: 5 },
    peakOpen: 4,
    health: { ...emptySnapshot().health, cpuShare: 0.4, rssBytes: 100 },
  });
});
