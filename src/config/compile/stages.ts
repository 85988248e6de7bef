// A profile's name and its numbers -> stages. Pure arithmetic: what the words contradict is profile.ts's.
// Laws: no stage asks for more than the target; the durations sum to the whole, also after scaling.
import type { Stage } from '../../plan/profile.ts';
import { CLIMB, type ProfileName, profileOf, SPIKE } from '../settings/profiles.ts';

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
  return Math.max(1, Math.round(limit * profileOf(name).shareOfLimit));
}

/** How many stages the request takes: asked before they are made, as a small increment can mean millions. */
export function countStages(request: ProfileRequest): number {
  if (profileOf(request.name).course !== 'climb') return 3;
  const { durationUs = Number.POSITIVE_INFINITY } = request;
  return Math.min(levelCount(request), Math.ceil(durationUs / intervalOf(request))) + 1;
}

/** The stages in real time. The request must be free of contradictions. */
export function buildStages(request: ProfileRequest): Stage[] {
  const profile = profileOf(request.name);
  switch (profile.course) {
    case 'hold':
      return hold(request, profile.durationUs);
    case 'climb':
      return climb(request);
    case 'spike':
      return spike(request, profile.durationUs);
  }
}

/**
 * Every duration divided by `timeScale`. The ends of stages are rounded, not their lengths, so that the sum
 * stays right; a stage lasts at least 1 us.
 */
export function scaleStages(stages: readonly Stage[], timeScale: number): Stage[] {
  let endUs = 0;
  let scaledEndUs = 0;
  return stages.map((stage) => {
    endUs += stage.durationUs;
    const durationUs = Math.max(1, Math.round(endUs / timeScale) - scaledEndUs);
    scaledEndUs += durationUs;
    return { ...stage, durationUs };
  });
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

function spike({ target, intervalUs, durationUs }: ProfileRequest, defaultUs: number): Stage[] {
  const wholeUs =
    durationUs ?? (intervalUs === undefined ? defaultUs : Math.round(intervalUs / SPIKE.peakShare));
  const peakUs = intervalUs ?? Math.max(1, Math.round(wholeUs * SPIKE.peakShare));
  const beforeUs = Math.floor((wholeUs - peakUs) / 2);
  const base = Math.max(1, Math.round(target * SPIKE.baseShare));
  return [
    { name: 'base', target: base, durationUs: beforeUs, shape: 'jump' },
    { name: 'peak', target, durationUs: peakUs, shape: 'jump' },
    { name: 'recovery', target: base, durationUs: wholeUs - peakUs - beforeUs, shape: 'jump' },
  ];
}

function intervalOf({ intervalUs }: ProfileRequest): number {
  return intervalUs ?? CLIMB.intervalUs;
}

function levelCount({ target, increment }: ProfileRequest): number {
  if (increment === undefined) return Math.min(CLIMB.steps, target);
  return Math.ceil(target / increment);
}

function levelOf({ target, increment }: ProfileRequest, step: number): number {
  if (increment !== undefined) return Math.min(target, step * increment);
  return Math.round((target * step) / Math.min(CLIMB.steps, target));
}
