// The fingerprint of a schedule: the same for the same seed, whoever plays it, and another for any other due time.
import { expect, test } from 'bun:test';
import fc from 'fast-check';
import type { Plan } from '../../src/plan/plan.ts';
import { scheduleHash } from '../../src/plan/schedule-hash.ts';
import { shard } from '../../src/plan/shard.ts';
import { PLAN, profiles, withProfile } from './plans.ts';

const JITTERED: Plan = { ...PLAN, pacing: { ...PLAN.pacing, jitterUs: [100_000, 500_000] } };

test('the same plan has the same, whoever plays which part of it against whom', () => {
  fc.assert(
    fc.property(profiles, fc.integer({ min: 2, max: 9 }), (profile, workers) => {
      const plan = withProfile(profile);
      const elsewhere = { ...plan, name: 'other', target: { ...plan.target, host: '127.0.0.9' } };
      expect(scheduleHash(elsewhere)).toBe(scheduleHash(plan));
      const { pacing } = shard(plan, 0, workers);
      expect(scheduleHash({ ...shard(plan, workers - 1, workers), pacing: plan.pacing })).toBe(
        scheduleHash(plan),
      );
      expect(pacing.jitterUs).toEqual(plan.pacing.jitterUs);
    }),
  );
});

test('another seed, another rate or another moment is another schedule', () => {
  const longer = { ...JITTERED.profile.stages[0]!, target: 11 };
  const others: Plan[] = [
    { ...JITTERED, seed: 43 },
    { ...JITTERED, messages: { ...JITTERED.messages, mode: 'rate', perSecond: 2 } },
    { ...JITTERED, pacing: { ...JITTERED.pacing, jitterUs: [100_000, 500_001] } },
    { ...JITTERED, profile: { ...JITTERED.profile, stages: [longer] } },
  ];
  const hashes = [JITTERED, ...others].map((plan) => scheduleHash(plan));
  expect(new Set(hashes).size).toBe(hashes.length);
  for (const hash of hashes) expect(hash).toMatch(/^[0-9a-f]{16}$/);
});

test('what a command changed is another schedule, and the same commands are the same', () => {
  const replans = [
    { fromUs: 500_000, stages: [{ name: 'hold', target: 5, durationUs: 1_000, shape: 'jump' as const }] },
  ];
  expect(scheduleHash(PLAN, replans)).toBe(scheduleHash(PLAN, replans));
  expect(scheduleHash(PLAN, replans)).not.toBe(scheduleHash(PLAN));
});
