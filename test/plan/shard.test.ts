// The laws of dealing: shares sum to the whole, and dealing twice is dealing once to more.
import { expect, test } from 'bun:test';
import fc from 'fast-check';
import type { Plan } from '../../src/plan/plan.ts';
import { dealLevel, shard, share } from '../../src/plan/shard.ts';
import { PLAN } from './plans.ts';

const parts = fc.integer({ min: 1, max: 60 });
const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
const sources = (plan: Plan) => plan.target.sourceAddresses.join();
const each = <T>(n: number, of: (i: number) => T) => Array.from({ length: n }, (_, i) => of(i));

test('integer shares sum to the whole and differ by one at most', () => {
  fc.assert(
    fc.property(fc.nat(1_000_000), parts, (whole, n) => {
      const shares = each(n, (i) => share(whole, i, n));
      expect(sum(shares)).toBe(whole);
      expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
    }),
  );
});

test('every number of a dealt plan sums to the plan', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 60, max: 100_000 }),
      fc.integer({ min: 1, max: 5_000 }),
      parts,
      (cap, rate, n) => {
        const pacing = { ...PLAN.pacing, maxHandshakesInFlight: cap, handshakesPerSecond: rate };
        const dealt = each(n, (i) => shard({ ...PLAN, pacing }, i, n));
        expect(sum(dealt.map((part) => part.pacing.maxHandshakesInFlight))).toBe(cap);
        expect(sum(dealt.map((part) => part.pacing.handshakesPerSecond!))).toBeCloseTo(rate, 6);
        expect(new Set(dealt.map((part) => part.shard.index)).size).toBe(n);
      },
    ),
  );
});

test('dealt to machines and then to processes, the parts are those of one dealing', () => {
  fc.assert(
    fc.property(parts, parts, (machines, processes) => {
      const twice = each(machines, (i) =>
        each(processes, (j) => shard(shard(PLAN, i, machines), j, processes)),
      ).flat();
      const indices = twice.map((part) => part.shard.index).sort((a, b) => a - b);
      expect(indices).toEqual(each(machines * processes, (i) => i));
      expect(new Set(twice.map((part) => part.shard.count))).toEqual(new Set([machines * processes]));
    }),
  );
});

test('source addresses are shared out whole, and shared where there are too few', () => {
  const addresses = ['127.0.0.2', '127.0.0.3', '127.0.0.4'];
  const plan = { ...PLAN, target: { ...PLAN.target, sourceAddresses: addresses } };
  expect(each(2, (i) => shard(plan, i, 2).target.sourceAddresses)).toEqual([
    ['127.0.0.2', '127.0.0.4'],
    ['127.0.0.3'],
  ]);
  for (const part of each(5, (i) => shard(plan, i, 5))) expect(part.target.sourceAddresses).toHaveLength(1);
});

test('each shard knows how many dial from its addresses', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 12 }), parts, (count, n) => {
      const sourceAddresses = each(count, (i) => `127.0.0.${i + 2}`);
      const plan = { ...PLAN, target: { ...PLAN.target, sourceAddresses } };
      const dealt = each(n, (i) => shard(plan, i, n));
      const asThis = (part: Plan) => dealt.filter((other) => sources(other) === sources(part)).length;
      for (const part of dealt) expect(part.shard.sharers).toBe(asThis(part));
    }),
  );
});

test('no plan is dealt to a part that does not exist', () => {
  for (const [i, n] of [
    [1, 1],
    [-1, 2],
    [0, 0],
    [0.5, 2],
  ] as const)
    expect(() => shard(PLAN, i, n)).toThrow(RangeError);
});

const levels = fc.array(
  fc
    .record({ wanted: fc.nat(50), open: fc.nat(50) })
    .map(({ wanted, open }) => ({ wanted, open: Math.min(wanted, open) })),
  { minLength: 1, maxLength: 8 },
);

test('a level is dealt whole, and takes open connections only where nothing else is left to take', () => {
  fc.assert(
    fc.property(levels, fc.nat(400), (shards, level) => {
      const dealt = dealLevel(level, shards);
      expect(sum(dealt)).toBe(level);
      expect(Math.min(...dealt)).toBeGreaterThanOrEqual(0);
      const wanted = sum(shards.map((one) => one.wanted));
      const open = sum(shards.map((one) => one.open));
      for (const [i, one] of shards.entries()) {
        if (level >= wanted) expect(dealt[i]).toBeGreaterThanOrEqual(one.wanted);
        else expect(dealt[i]).toBeLessThanOrEqual(one.wanted);
        if (level >= open) expect(dealt[i]).toBeGreaterThanOrEqual(one.open);
        else expect(dealt[i]).toBeLessThanOrEqual(one.open);
      }
    }),
  );
});

test('exactly what is open stays where it is', () => {
  const shards = [
    { wanted: 60, open: 57 },
    { wanted: 60, open: 51 },
  ];
  expect(dealLevel(108, shards)).toEqual([57, 51]);
});
