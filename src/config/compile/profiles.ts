// A profile's name and its numbers -> stages. Pure arithmetic: what the words contradict is compile-profile's.
// Laws: no stage asks for more than the target; the durations sum to the whole, also after scaling.
import type { Profile, Stage } from '../../plan/profile.ts';
import type { ProfileName } from '../settings.ts';

const MINUTE_US = 60_000_000;

/** What is filled in where nothing was said. */
export const PROFILE_DEFAULTS = {
  /** Steps of ramp-up and step. */
  intervalUs: 5 * MINUTE_US,
  /** Steps of 10 % of the target. */
  steps: 10,
  durationUs: { constant: MINUTE_US, 'steady-state': 30 * MINUTE_US, soak: 240 * MINUTE_US },
  spike: { peakUs: MINUTE_US, durationUs: 5 * MINUTE_US, baseShare: 0.2 },
} as const;

/** Of the limit, where the number of connections was not given. */
const SHARE: Readonly<Partial<Record<ProfileName, number>>> = { 'steady-state': 0.6, soak: 0.9 };

export interface ProfileRequest {
  readonly name: ProfileName;
  /** Connections to reach. */
  readonly target: number;
  readonly increment?: number | undefined;
  readonly intervalUs?: number | undefined;
  readonly durationUs?: number | undefined;
  readonly rampUs?: number | undefined;
}

/** Connections to reach where the user gave no number: the profile's share of the limit, at least one. */
export function shareOfLimit(name: ProfileName, limit: number): number {
  return Math.max(1, Math.round(limit * (SHARE[name] ?? 1)));
}

/** How many stages the request takes: asked before they are made, as a small increment can mean millions. */
export function countStages(request: ProfileRequest): number {
  if (request.name !== 'ramp-up' && request.name !== 'step') return 3;
  const { intervalUs, durationUs = Number.POSITIVE_INFINITY } = {
    ...request,
    intervalUs: intervalOf(request),
  };
  return Math.min(levelCount(request), Math.ceil(durationUs / intervalUs)) + 1;
}

/** The stages in real time. The request must be free of contradictions. */
export function buildStages(request: ProfileRequest): Stage[] {
  switch (request.name) {
    case 'constant':
    case 'steady-state':
    case 'soak':
      return hold(request, PROFILE_DEFAULTS.durationUs[request.name]);
    case 'ramp-up':
    case 'step':
      return climb(request);
    case 'spike':
      return spike(request);
  }
}

/**
 * The stages as a profile, every duration divided by `timeScale`. The ends of stages are rounded, not their
 * lengths, so that the sum stays right; a stage lasts at least 1 us.
 */
export function scaleProfile(name: string, stages: readonly Stage[], timeScale: number): Profile {
  let endUs = 0;
  let scaledEndUs = 0;
  const scaled = stages.map((stage) => {
    endUs += stage.durationUs;
    const durationUs = Math.max(1, Math.round(endUs / timeScale) - scaledEndUs);
    scaledEndUs += durationUs;
    return { ...stage, durationUs };
  });
  return { name, stages: scaled, untilThrottled: name === 'ramp-up', timeScale };
}

function hold({ name, target, rampUs, durationUs }: ProfileRequest, defaultUs: number): Stage[] {
  const wholeUs = durationUs ?? defaultUs + (rampUs ?? 0);
  const level: Stage = { name, target, durationUs: wholeUs - (rampUs ?? 0), shape: 'jump' };
  if (rampUs === undefined || rampUs === 0) return [level];
  return [{ name: 'ramp', target, durationUs: rampUs, shape: 'linear' }, level];
}

/** Equal steps up to the target; then it is held for what is left of the duration, which also may cut the climb. */
function climb(request: ProfileRequest): Stage[] {
  const intervalUs = intervalOf(request);
  const stages: Stage[] = [];
  let leftUs = request.durationUs ?? Number.POSITIVE_INFINITY;
  for (let step = 1; step <= levelCount(request) && leftUs > 0; step++) {
    const target = levelOf(request, step);
    const durationUs = Math.min(intervalUs, leftUs);
    leftUs -= durationUs;
    stages.push({ name: `step ${stages.length + 1}`, target, durationUs, shape: 'jump' });
  }
  const reached = stages.at(-1)!.target;
  if (Number.isFinite(leftUs) && leftUs > 0) {
    stages.push({ name: 'hold', target: reached, durationUs: leftUs, shape: 'jump' });
  }
  return stages;
}

function spike({ target, intervalUs, durationUs }: ProfileRequest): Stage[] {
  const { spike: defaults } = PROFILE_DEFAULTS;
  const wholeUs = durationUs ?? (intervalUs === undefined ? defaults.durationUs : 5 * intervalUs);
  const peakUs = intervalUs ?? Math.max(1, Math.round((wholeUs * defaults.peakUs) / defaults.durationUs));
  const beforeUs = Math.floor((wholeUs - peakUs) / 2);
  const base = Math.max(1, Math.round(target * defaults.baseShare));
  return [
    { name: 'base', target: base, durationUs: beforeUs, shape: 'jump' },
    { name: 'peak', target, durationUs: peakUs, shape: 'jump' },
    { name: 'recovery', target: base, durationUs: wholeUs - peakUs - beforeUs, shape: 'jump' },
  ];
}

function intervalOf({ intervalUs }: ProfileRequest): number {
  return intervalUs ?? PROFILE_DEFAULTS.intervalUs;
}

function levelCount({ target, increment }: ProfileRequest): number {
  if (increment === undefined) return Math.min(PROFILE_DEFAULTS.steps, target);
  return Math.ceil(target / increment);
}

function levelOf({ target, increment }: ProfileRequest, step: number): number {
  if (increment !== undefined) return Math.min(target, step * increment);
  return Math.round((target * step) / Math.min(PROFILE_DEFAULTS.steps, target));
}
