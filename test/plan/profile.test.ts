// Profiles as arithmetic: where a stage begins, which one an instant falls into, and climbing in smaller steps.
import { expect, test } from 'bun:test';
import fc from 'fast-check';
import {
  easeProfile,
  levelAt,
  profileDurationUs,
  profilePeak,
  stageIndexAt,
  stageStartUs,
} from '../../src/plan/profile.ts';
import { schedule } from '../../src/plan/schedule.ts';
import { profiles, withProfile } from './plans.ts';

const ramp = {
  name: 'ramp-up',
  stages: [10, 20, 30, 40].map((target) => ({
    name: `${target}`,
    target,
    durationUs: 1_000_000,
    shape: 'jump' as const,
  })),
  untilThrottled: true,
  timeScale: 1,
};

test('a stage reaches from its start to the next', () => {
  expect([0, 999_999, 1_000_000, 3_999_999, 4_000_000].map((at) => stageIndexAt(ramp, at))).toEqual([
    0, 0, 1, 3, -1,
  ]);
  expect(stageStartUs(ramp, 2)).toBe(2_000_000);
  expect([profilePeak(ramp), profileDurationUs(ramp), levelAt(ramp, 9e9)]).toEqual([40, 4_000_000, 40]);
});

test('an eased ramp climbs on from where it was, in the smaller steps', () => {
  expect(easeProfile(ramp, 1, 3).stages.map(({ target }) => target)).toEqual([10, 20, 23, 26]);
  expect(easeProfile(ramp, 1, 100)).toEqual(ramp);
  expect(easeProfile(ramp, 3, 1)).toEqual(ramp);
});

test('easing never asks for more than the profile did, lasts as long, and keeps the stages up to it', () => {
  fc.assert(
    fc.property(profiles, fc.nat(6), fc.integer({ min: 1, max: 50 }), (profile, at, increment) => {
      const stage = Math.min(at, profile.stages.length - 1);
      const eased = easeProfile(profile, stage, increment);
      expect(profileDurationUs(eased)).toBe(profileDurationUs(profile));
      expect(eased.stages.slice(0, stage + 1)).toEqual([...profile.stages.slice(0, stage + 1)]);
      for (const [i, one] of eased.stages.entries())
        expect(one.target).toBeLessThanOrEqual(profile.stages[i]!.target);
    }),
  );
});

test('the schedule from a stage on is the end of the whole one', () => {
  fc.assert(
    fc.property(profiles, fc.nat(6), (profile, first) => {
      const plan = withProfile(profile);
      const startUs = stageStartUs(profile, first);
      const rest = [...schedule(plan, first)];
      const whole = [...schedule(plan)];
      expect(rest).toEqual(rest.length === 0 ? [] : whole.slice(-rest.length));
      for (const entry of rest) expect(entry.atUs).toBeGreaterThanOrEqual(startUs);
    }),
  );
});
