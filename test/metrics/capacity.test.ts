// What a limit says about capacity, and when it says nothing.
import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { findCapacity } from '../../src/metrics/capacity.ts';
import { emptySnapshot } from '../../src/metrics/snapshot.ts';

const peak = (peakOpen: number) => ({ ...emptySnapshot(), peakOpen });

test('is unknown where no limit was met, or only one of ours', () => {
  expect(findCapacity(null, peak(250))).toBeNull();
  expect(findCapacity({ open: 200, target: 225, limitedBy: 'local-limit' }, peak(200))).toBeNull();
});

test('lies between what was open at once and what was asked for', () => {
  const found = findCapacity({ open: 198, target: 225, limitedBy: 'throttled' }, peak(200));
  expect(found).toEqual({ lower: 200, upper: 225, limitedBy: 'throttled' });
});

test('never has its upper end at or below its lower', () => {
  const level = fc.nat(1_000);
  fc.assert(
    fc.property(level, level, level, (open, target, most) => {
      const { lower, upper } = findCapacity({ open, target, limitedBy: 'going-away' }, peak(most))!;
      expect(lower).toBe(Math.max(open, most));
      expect(upper).toBe(Math.max(target, lower + 1));
    }),
  );
});
