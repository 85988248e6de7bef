// When a run gives up on a target: never opened, failing, and the patience used up.
import { expect, test } from 'bun:test';
import { emptySnapshot, type Snapshot } from '../../src/metrics/snapshot.ts';
import { ReachWatch } from '../../src/steering/reach.ts';

const at = (second: number, counters: Snapshot['counters']): Snapshot => ({
  ...emptySnapshot(),
  startUs: (second - 1) * 1_000_000,
  endUs: second * 1_000_000,
  counters,
});

function seconds(total: Snapshot['counters'], n: number): boolean[] {
  const watch = new ReachWatch();
  return Array.from({ length: n }, (_, i) => watch.isUnreachable(at(i + 1, {}), at(i + 1, total)));
}

test('refused from the start: five seconds after the first attempt', () => {
  expect(seconds({ attempted: 10, failed: 10 }, 6)).toEqual([false, false, false, false, true, true]);
});

test('a single connection that opened is enough to go on', () => {
  expect(seconds({ attempted: 10, failed: 9, opened: 1 }, 10)).not.toContain(true);
});

test('a silent target is waited for until a deadline of ours says that it failed', () => {
  expect(seconds({ attempted: 10 }, 10)).not.toContain(true);
});

test('the patience begins with the first attempt', () => {
  const watch = new ReachWatch();
  for (let second = 1; second <= 20; second++)
    expect(watch.isUnreachable(at(second, {}), at(second, {}))).toBe(false);
  expect(watch.isUnreachable(at(21, {}), at(21, { attempted: 1, failed: 1 }))).toBe(false);
  expect(watch.isUnreachable(at(25, {}), at(25, { attempted: 1, failed: 1 }))).toBe(true);
});
