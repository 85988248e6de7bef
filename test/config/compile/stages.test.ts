// Stages: what a profile's name stands for, and the laws that hold for every request.
import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import {
  buildStages,
  countStages,
  type ProfileRequest,
  scaleStages,
  shareOfLimit,
} from '../../../src/config/compile/stages.ts';
import { CLIMB, PROFILE_NAMES, profileOf } from '../../../src/config/settings/profiles.ts';
import type { Stage } from '../../../src/plan/profile.ts';

const S = 1_000_000;
const MIN = 60 * S;
const levels = (stages: readonly Stage[]) => stages.map((stage) => [stage.target, stage.durationUs / S]);
const sum = (stages: readonly Stage[]) => stages.reduce((total, stage) => total + stage.durationUs, 0);

describe('a name stands for', () => {
  const cases: [string, ProfileRequest, number[][]][] = [
    ['constant', { name: 'constant', target: 10 }, [[10, 60]]],
    ['constant for a time', { name: 'constant', target: 10, durationUs: 5 * S }, [[10, 5]]],
    [
      'a ramp before the hold',
      { name: 'constant', target: 10, rampUs: 20 * S },
      [
        [10, 20],
        [10, 60],
      ],
    ],
    [
      'a ramp inside the duration',
      { name: 'soak', target: 9, rampUs: 20 * S, durationUs: MIN },
      [
        [9, 20],
        [9, 40],
      ],
    ],
    ['steady-state', { name: 'steady-state', target: 150 }, [[150, 1_800]]],
    ['soak', { name: 'soak', target: 225 }, [[225, 14_400]]],
    [
      'ten steps',
      { name: 'ramp-up', target: 250 },
      [25, 50, 75, 100, 125, 150, 175, 200, 225, 250].map((n) => [n, 300]),
    ],
    [
      'fewer steps than ten',
      { name: 'ramp-up', target: 3, intervalUs: S },
      [
        [1, 1],
        [2, 1],
        [3, 1],
      ],
    ],
    [
      'uneven steps',
      { name: 'step', target: 25, increment: 10, intervalUs: S },
      [
        [10, 1],
        [20, 1],
        [25, 1],
      ],
    ],
    ['one big step', { name: 'step', target: 25, increment: 100, intervalUs: S }, [[25, 1]]],
    [
      'a cut climb',
      { name: 'ramp-up', target: 50, increment: 10, intervalUs: 2 * S, durationUs: 5 * S },
      [
        [10, 2],
        [20, 2],
        [30, 1],
      ],
    ],
    [
      'a held climb',
      { name: 'ramp-up', target: 20, increment: 10, intervalUs: 2 * S, durationUs: 9 * S },
      [
        [10, 2],
        [20, 2],
        [20, 5],
      ],
    ],
    [
      'spike',
      { name: 'spike', target: 100 },
      [
        [20, 120],
        [100, 60],
        [20, 120],
      ],
    ],
    [
      'a spike in a time',
      { name: 'spike', target: 100, durationUs: 10 * S },
      [
        [20, 4],
        [100, 2],
        [20, 4],
      ],
    ],
    [
      'a longer peak',
      { name: 'spike', target: 100, intervalUs: 6 * S, durationUs: 10 * S },
      [
        [20, 2],
        [100, 6],
        [20, 2],
      ],
    ],
    [
      'a spike of one',
      { name: 'spike', target: 1, intervalUs: S },
      [
        [1, 2],
        [1, 1],
        [1, 2],
      ],
    ],
  ];
  for (const [name, request, stages] of cases) {
    test(name, () => expect(levels(buildStages(request))).toEqual(stages));
  }

  test('the guide: two hours, 25 more every five minutes, then held', () => {
    const request = {
      name: 'ramp-up',
      target: 250,
      increment: 25,
      intervalUs: 300 * S,
      durationUs: 7_200 * S,
    } as const;
    const stages = buildStages(request);
    expect(stages.map((stage) => stage.target)).toEqual([25, 50, 75, 100, 125, 150, 175, 200, 225, 250, 250]);
    expect(stages.at(-1)).toEqual({ name: 'hold', target: 250, durationUs: 4_200 * S, shape: 'jump' });
    expect(sum(scaleStages(stages, 60))).toBe(120 * S);
  });

  test('a share of the limit', () => {
    expect(shareOfLimit('constant', 250)).toBe(250);
    expect(shareOfLimit('steady-state', 250)).toBe(150);
    expect(shareOfLimit('soak', 250)).toBe(225);
    expect(shareOfLimit('steady-state', 1)).toBe(1);
  });
});

/** Requests without contradictions, as compile/profile.ts lets them through. */
const request: fc.Arbitrary<ProfileRequest> = fc
  .record({
    name: fc.constantFrom(...PROFILE_NAMES),
    target: fc.integer({ min: 1, max: 100_000 }),
    increment: fc.option(fc.integer({ min: 50, max: 200_000 }), { nil: undefined }),
    intervalUs: fc.option(fc.integer({ min: 1_000, max: 600 * S }), { nil: undefined }),
    durationUs: fc.option(fc.integer({ min: 601 * S, max: 86_400 * S }), { nil: undefined }),
    rampUs: fc.option(fc.integer({ min: 0, max: 600 * S }), { nil: undefined }),
  })
  .map((raw) => ({
    ...raw,
    rampUs: profileOf(raw.name).course === 'hold' ? raw.rampUs : undefined,
  }));

describe('laws', () => {
  test('no stage asks for more than the target, one at least is reached or cut, none is empty', () => {
    fc.assert(
      fc.property(request, (wanted) => {
        const stages = buildStages(wanted);
        for (const stage of stages) {
          expect(stage.target).toBeGreaterThanOrEqual(1);
          expect(stage.target).toBeLessThanOrEqual(wanted.target);
          expect(stage.durationUs).toBeGreaterThan(0);
          expect(Number.isInteger(stage.durationUs) && Number.isInteger(stage.target)).toBe(true);
        }
        if (wanted.durationUs === undefined)
          expect(Math.max(...stages.map((stage) => stage.target))).toBe(wanted.target);
      }),
    );
  });

  test('the durations sum to the whole', () => {
    fc.assert(
      fc.property(request, (wanted) => {
        if (wanted.durationUs !== undefined) expect(sum(buildStages(wanted))).toBe(wanted.durationUs);
      }),
    );
  });

  test('a climb goes up by equal steps and never down', () => {
    fc.assert(
      fc.property(request, (wanted) => {
        if (profileOf(wanted.name).course !== 'climb') return;
        const targets = [0, ...buildStages(wanted).map((stage) => stage.target)];
        const steps = targets.slice(1).map((target, i) => target - targets[i]!);
        const most = wanted.increment ?? Math.ceil(wanted.target / CLIMB.steps);
        for (const step of steps) expect(step >= 0 && step <= most).toBe(true);
        expect(steps.slice(0, -1).filter((step) => step === 0)).toEqual([]);
      }),
    );
  });

  test('countStages never promises fewer than there are', () => {
    fc.assert(
      fc.property(request, (wanted) => {
        expect(buildStages(wanted).length).toBeLessThanOrEqual(countStages(wanted));
      }),
    );
  });

  test('scaling divides the whole, keeps every level, and no stage vanishes', () => {
    const scale = fc.double({ min: 0.001, max: 1_000_000, noNaN: true });
    fc.assert(
      fc.property(request, scale, (wanted, timeScale) => {
        const stages = buildStages(wanted);
        const scaled = scaleStages(stages, timeScale);
        expect(scaled.map((stage) => stage.target)).toEqual(stages.map((stage) => stage.target));
        for (const stage of scaled) expect(stage.durationUs).toBeGreaterThanOrEqual(1);
        const exact = sum(stages) / timeScale;
        const lengthened = scaled.some((stage) => stage.durationUs === 1);
        if (!lengthened) expect(Math.abs(sum(scaled) - exact)).toBeLessThanOrEqual(0.5 + exact * 1e-12);
      }),
    );
  });

  test('scaling by one changes nothing', () => {
    fc.assert(
      fc.property(request, (wanted) => {
        expect(scaleStages(buildStages(wanted), 1)).toEqual(buildStages(wanted));
      }),
    );
  });
});
