// A ramp whose target struggles goes on in smaller steps: once, from the next step on, never beyond what was planned.
import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { profileDurationUs } from '../../src/plan/profile.ts';
import { Easing, easedStages, struggleOf } from '../../src/steering/easing.ts';
import { histogramOf } from '../metrics/arbitrary.ts';
import { profiles } from '../plan/plans.ts';
import { RAMP, Scenes } from './scenes.ts';

const struggling = { counters: { opened: 6, failed: 14 } };

test('below 85 % of handshakes, or above two seconds for one, it struggles; few handshakes say nothing', () => {
  const { moment } = new Scenes().next(struggling);
  expect(struggleOf(moment.window)).toBe('6 of 20 handshakes succeeded');
  expect(struggleOf({ ...moment.window, counters: { opened: 1, failed: 3 } })).toBeNull();
  expect(struggleOf({ ...moment.window, counters: { opened: 18, failed: 2 } })).toBeNull();
  const histograms = { handshakeService: histogramOf(new Array(20).fill(2_500_000)) };
  expect(struggleOf({ ...moment.window, counters: { opened: 20 }, histograms })).toStartWith(
    'handshakes took 2.5 s',
  );
});

test('what follows the stage that is played climbs by 5 % of the target, from the next stage on', () => {
  const easing = new Easing();
  const scenes = new Scenes();
  expect(easing.decide(scenes.next({ counters: { opened: 10 } }))).toBeNull();
  expect(easing.decide(scenes.next(struggling))?.command).toMatchObject({
    kind: 'replan',
    because: 'struggle',
    fromUs: 6_000_000,
    evidence: { increment: 2, struggle: '6 of 20 handshakes succeeded' },
    stages: [{ target: 22 }, { target: 24 }],
  });
  expect(easing.decide(scenes.next(struggling))).toBeNull();
});

test('in the last stage, and once the limit is found, there is nothing to ease', () => {
  const last = new Scenes();
  const easing = new Easing();
  for (let i = 0; i < 9; i++) easing.decide(last.next({}));
  expect(easing.decide(last.next(struggling))).toBeNull();
  const found = new Scenes();
  found.note({
    atUs: 1,
    kind: 'limit',
    worker: null,
    connection: null,
    detail: { open: 1, target: 2, limitedBy: 'throttled' },
  });
  expect(new Easing().decide(found.next(struggling))).toBeNull();
});

test('eased stages never ask for more than planned, and last as long', () => {
  fc.assert(
    fc.property(
      profiles,
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 1, max: 50 }),
      (profile, first, step) => {
        const rest = { ...profile, stages: profile.stages.slice(first) };
        const eased = { ...profile, stages: easedStages(profile, first, step) };
        expect(profileDurationUs(eased)).toBe(profileDurationUs(rest));
        for (const [i, stage] of eased.stages.entries())
          expect(stage.target).toBeLessThanOrEqual(rest.stages[i]!.target);
      },
    ),
  );
  expect(easedStages(RAMP, 2, 3).map(({ target }) => target)).toEqual([23, 26]);
});
