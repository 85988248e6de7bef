// Profiles as arithmetic: where a stage begins, and which one an instant falls into.
import { expect, test } from 'bun:test';
import {
  levelAt,
  profileDurationUs,
  profilePeak,
  stageIndexAt,
  stageStartUs,
} from '../../src/plan/profile.ts';

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
