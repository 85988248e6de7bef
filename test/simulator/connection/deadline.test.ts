import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { coarseUs, Deadline } from '../../../src/simulator/connection/deadline.ts';
import { manualHost } from '../manual-host.ts';

test('befalls its owner once, when it is due and not before; never when cancelled', () => {
  const { host, nowUs, advance } = manualHost('plain');
  const befallen: string[] = [];
  const note = (owner: { readonly name: string }) => void befallen.push(owner.name);
  const early = new Deadline({ name: 'early' }, note);
  const late = new Deadline({ name: 'late' }, note);
  const cancelled = new Deadline({ name: 'cancelled' }, note);
  host.wheel.schedule(late, nowUs() + 20_000);
  host.wheel.schedule(early, nowUs() + 10_000);
  host.wheel.schedule(cancelled, nowUs() + 10_000);
  host.wheel.cancel(cancelled);
  advance(9_999);
  expect(befallen).toEqual([]);
  advance(1);
  expect(befallen).toEqual(['early']);
  advance(1_000_000);
  expect(befallen).toEqual(['early', 'late']);
});

test('a coarse time is never early, at most 10 ms late, and shared by all that fall into the same 10 ms', () => {
  fc.assert(
    fc.property(fc.nat(2_000_000_000), (dueAtUs) => {
      const coarse = coarseUs(dueAtUs);
      expect(coarse).toBeGreaterThanOrEqual(dueAtUs);
      expect(coarse - dueAtUs).toBeLessThan(10_000);
      expect(coarse % 10_000).toBe(0);
    }),
  );
});
