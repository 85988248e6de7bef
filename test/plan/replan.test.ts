// What was played: the plan until a command, and what followed from then on.
import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { levelAt, type Profile, profileDurationUs } from '../../src/plan/profile.ts';
import { playedProfile } from '../../src/plan/replan.ts';
import { schedule } from '../../src/plan/schedule.ts';
import { anyReplans, profiles, withProfile } from './plans.ts';

const stage = (target: number, shape: 'jump' | 'linear') => ({
  name: 'one',
  target,
  durationUs: 1_000,
  shape,
});
const profile: Profile = {
  name: 'x',
  stages: [stage(10, 'jump'), stage(20, 'linear'), stage(30, 'jump')],
  untilThrottled: true,
  timeScale: 1,
};

test('a stage is cut where the command falls into it, at the level that it had', () => {
  const hold = stage(12, 'jump');
  expect(playedProfile(profile, [{ fromUs: 1_500, stages: [hold] }]).stages).toEqual([
    profile.stages[0]!,
    { ...profile.stages[1]!, target: 15, durationUs: 500 },
    hold,
  ]);
});

test('at the very start of a stage nothing of it is left', () => {
  const played = playedProfile(profile, [{ fromUs: 1_000, stages: [stage(5, 'jump')] }]);
  expect(played.stages.map(({ target }) => target)).toEqual([10, 5]);
});

test('commands follow one another, and none changes what lies before it', () => {
  fc.assert(
    fc.property(profiles, anyReplans, fc.nat(100), (planned, replans, percent) => {
      const played = playedProfile(planned, replans);
      const firstUs = replans[0]?.fromUs ?? profileDurationUs(planned);
      const atUs = Math.floor((firstUs * percent) / 101);
      // A cut ramp is rounded at its new end.
      expect(Math.abs(levelAt(played, atUs) - levelAt(planned, atUs))).toBeLessThanOrEqual(1);
      if (replans.length === 0) expect(played).toEqual(planned);
    }),
  );
});

test('the schedule with these commands ends at the level of the played profile', () => {
  fc.assert(
    fc.property(profiles, anyReplans, (planned, replans) => {
      let level = 0;
      let lastUs = 0;
      for (const { kind, atUs } of schedule(withProfile(planned), replans)) {
        level += kind === 'arrival' ? 1 : -1;
        expect(level).toBeGreaterThanOrEqual(0);
        expect(atUs).toBeGreaterThanOrEqual(lastUs);
        lastUs = atUs;
      }
      expect(level).toBe(playedProfile(planned, replans).stages.at(-1)!.target);
    }),
  );
});
