// The schedule's laws: what it asks for is the profile's integral, in order, the same however it is dealt.
import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { levelAt, profileDurationUs } from '../../src/plan/profile.ts';
import { levelBefore, type ScheduleEntry, schedule } from '../../src/plan/schedule.ts';
import { shard } from '../../src/plan/shard.ts';
import { anyReplans, PLAN, profiles, withProfile } from './plans.ts';

const net = (entries: readonly ScheduleEntry[]) =>
  entries.reduce((sum, entry) => sum + (entry.kind === 'arrival' ? 1 : -1), 0);

test('a jump asks for all at once, a ramp evenly', () => {
  const stages = [
    { name: 'a', target: 2, durationUs: 1_000, shape: 'jump' as const },
    { name: 'b', target: 4, durationUs: 1_000, shape: 'linear' as const },
    { name: 'c', target: 1, durationUs: 1_000, shape: 'jump' as const },
  ];
  const plan = withProfile({ name: 'x', stages, untilThrottled: false, timeScale: 1 });
  const seen = [...schedule(plan)].map(({ kind, ordinal, atUs }) => `${kind} ${ordinal} ${atUs}`);
  expect(seen).toEqual([
    'arrival 0 0',
    'arrival 1 0',
    'arrival 2 1250',
    'arrival 3 1750',
    'departure 3 2000',
    'departure 2 2000',
    'departure 1 2000',
  ]);
});

test('arrivals less departures up to any instant are the level of the profile', () => {
  fc.assert(
    fc.property(profiles, fc.double({ min: 0, max: 1, noNaN: true }), (profile, share) => {
      const entries = [...schedule(withProfile(profile))];
      expect(net(entries)).toBe(profile.stages.at(-1)!.target);
      const atUs = Math.floor(share * (profileDurationUs(profile) - 1));
      const due = net(entries.filter((entry) => entry.atUs <= atUs));
      // Between two arrivals the level of a ramp is rounded, so it may be one ahead or behind.
      expect(Math.abs(due - levelAt(profile, atUs))).toBeLessThanOrEqual(1);
    }),
  );
});

test('entries come in the order of their instants and jitter only delays, within its range', () => {
  fc.assert(
    fc.property(profiles, fc.nat(500_000), fc.nat(500_000), (profile, min, more) => {
      let lastUs = 0;
      for (const entry of schedule(withProfile(profile, [min, min + more]))) {
        expect(entry.atUs).toBeGreaterThanOrEqual(lastUs);
        lastUs = entry.atUs;
        const delay = entry.dueUs - entry.atUs;
        const [least, most] = entry.kind === 'arrival' ? [min, min + more] : [0, 0];
        expect(delay).toBeGreaterThanOrEqual(least);
        expect(delay).toBeLessThanOrEqual(most);
      }
    }),
  );
});

test('dealt to n shards, every entry is dealt once and due when the whole would have it due', () => {
  fc.assert(
    fc.property(profiles, fc.integer({ min: 1, max: 9 }), (profile, n) => {
      const plan = withProfile(profile, [1_000, 9_000]);
      const key = ({ kind, ordinal, atUs, dueUs }: ScheduleEntry) => `${kind} ${ordinal} ${atUs} ${dueUs}`;
      const whole = [...schedule(plan)].map(key).sort();
      const dealt = Array.from({ length: n }, (_, i) => [...schedule(shard(plan, i, n))].map(key)).flat();
      expect(dealt.sort()).toEqual(whole);
    }),
  );
});

test('the same seed gives the same due times, another seed others', () => {
  const stages = [{ name: 'a', target: 50, durationUs: 1_000, shape: 'jump' as const }];
  const plan = withProfile({ name: 'x', stages, untilThrottled: false, timeScale: 1 }, [100_000, 500_000]);
  const due = (seed: number) => [...schedule({ ...plan, seed })].map((entry) => entry.dueUs);
  expect(due(7)).toEqual(due(7));
  expect(due(7)).not.toEqual(due(8));
  expect(new Set(due(7)).size).toBeGreaterThan(45);
});

test('the jitter of many arrivals is uniform over its range', () => {
  const stages = [{ name: 'a', target: 10_000, durationUs: 1_000, shape: 'jump' as const }];
  const plan = withProfile({ name: 'x', stages, untilThrottled: false, timeScale: 1 }, [0, 999]);
  const tenths = new Array(10).fill(0);
  for (const entry of schedule(plan)) tenths[Math.floor(entry.dueUs / 100)]++;
  for (const n of tenths) expect(n).toBeWithin(850, 1_150);
});

test('a schedule is lazy: its first entries cost nothing of the rest', () => {
  const stages = [{ name: 'a', target: 1_000_000_000, durationUs: 1_000, shape: 'linear' as const }];
  const first = schedule(withProfile({ name: 'x', stages, untilThrottled: false, timeScale: 1 })).next();
  expect(first.value).toMatchObject({ ordinal: 0 });
  expect(PLAN.shard).toEqual({ index: 0, count: 1, sharers: 1 });
});

test('the level before an instant is what all entries before it leave', () => {
  fc.assert(
    fc.property(profiles, fc.double({ min: 0, max: 1.2, noNaN: true }), (profile, share) => {
      const untilUs = Math.floor(share * profileDurationUs(profile));
      const entries = [...schedule(withProfile(profile))].filter(({ atUs }) => atUs < untilUs);
      expect(levelBefore({ startUs: 0, from: 0, stages: profile.stages }, untilUs)).toBe(net(entries));
    }),
  );
});

test('with replans too, every entry is dealt once, and before the first of them the plan is played', () => {
  fc.assert(
    fc.property(profiles, anyReplans, fc.integer({ min: 1, max: 5 }), (profile, replans, n) => {
      const plan = withProfile(profile, [0, 5_000]);
      const key = ({ kind, ordinal, atUs, dueUs }: ScheduleEntry) => `${atUs} ${kind} ${ordinal} ${dueUs}`;
      const whole = [...schedule(plan, replans)];
      const dealt = Array.from({ length: n }, (_, i) => [...schedule(shard(plan, i, n), replans)]).flat();
      expect(dealt.map(key).sort()).toEqual(whole.map(key).sort());
      const firstUs = replans[0]?.fromUs ?? Number.POSITIVE_INFINITY;
      const before = ({ atUs }: ScheduleEntry) => atUs < firstUs;
      expect(whole.filter(before)).toEqual([...schedule(plan)].filter(before));
    }),
  );
});
