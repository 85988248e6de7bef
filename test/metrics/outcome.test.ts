// The closed unions name each thing once, and counts of them add up whatever keys they have.
import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { addCounts, CLOSE_CAUSES, FAILURE_KINDS, NOT_ATTEMPTED, total } from '../../src/metrics/outcome.ts';

const anyCounts = fc.dictionary(fc.constantFrom(...CLOSE_CAUSES), fc.nat(1_000), { noNullPrototype: true });

test('no name stands twice in a union, and each may be a label', () => {
  for (const names of [NOT_ATTEMPTED, FAILURE_KINDS, CLOSE_CAUSES]) {
    expect(new Set<string>(names).size).toBe(names.length);
    expect(names.filter((name) => !/^[a-z]+(-[a-z]+)*$/.test(name))).toEqual([]);
  }
});

test('the total of a sum is the sum of the totals, and none of both is changed', () => {
  fc.assert(
    fc.property(anyCounts, anyCounts, (a, b) => {
      const before = structuredClone([a, b]);
      const sum = addCounts(a, b);
      expect(total(sum)).toBe(total(a) + total(b));
      for (const cause of CLOSE_CAUSES) expect(sum[cause] ?? 0).toBe((a[cause] ?? 0) + (b[cause] ?? 0));
      expect([a, b]).toEqual(before);
    }),
  );
  expect(total({})).toBe(0);
});
