// Profiles: a load over time as ordered stages. Pure arithmetic; the schedule turns it into due times.

import type { Stage } from '../base/stage.ts';

export type { Stage };

export interface Profile {
  readonly name: string;
  readonly stages: readonly Stage[];
  /** A ramp stops climbing when the platform throttles, and the run ends a stage after. */
  readonly untilThrottled: boolean;
  /** Every duration was divided by this; 1 is real time. */
  readonly timeScale: number;
}

export function profileDurationUs({ stages }: Pick<Profile, 'stages'>): number {
  return stages.reduce((sum, stage) => sum + stage.durationUs, 0);
}

/** The most connections that the profile ever asks for. */
export function profilePeak(profile: Profile): number {
  return profile.stages.reduce((peak, stage) => Math.max(peak, stage.target), 0);
}

/** Connections the profile wants at `atUs` from its start; the last stage's target after its end. */
export function levelAt(profile: Profile, atUs: number): number {
  let from = 0;
  let startUs = 0;
  for (const stage of profile.stages) {
    const endUs = startUs + stage.durationUs;
    if (atUs < endUs) {
      if (stage.shape === 'jump') return stage.target;
      return Math.round(from + ((stage.target - from) * (atUs - startUs)) / stage.durationUs);
    }
    from = stage.target;
    startUs = endUs;
  }
  return from;
}

/** Which stage `atUs` falls into, from 0; -1 after the last. */
export function stageIndexAt(profile: Profile, atUs: number): number {
  let endUs = 0;
  for (const [index, stage] of profile.stages.entries()) {
    endUs += stage.durationUs;
    if (atUs < endUs) return index;
  }
  return -1;
}

/** When the stage begins, from the start of the run. */
export function stageStartUs(profile: Profile, stage: number): number {
  return profileDurationUs({ stages: profile.stages.slice(0, stage) });
}
