// Where a run is in its profile: the stage, the share done, the time left; and the two drawings made of blocks.
// Pure arithmetic on the profile as it is played.
import { type Profile, profileDurationUs, type Stage } from '../../plan/profile.ts';
import type { Look, Span } from './text.ts';

export interface Progress {
  /** The stage being played, from 1, and undefined once the profile is over. */
  readonly stage: Stage | undefined;
  readonly number: number;
  readonly of: number;
  /** From 0 to 1. */
  readonly share: number;
  readonly leftUs: number;
}

export function progressAt(profile: Profile, atUs: number): Progress {
  const endUs = profileDurationUs(profile);
  const { stage, index } = stageAt(profile, atUs);
  const over = atUs >= endUs;
  return {
    stage: over ? undefined : stage,
    number: index + 1,
    of: profile.stages.length,
    share: endUs <= 0 ? 1 : Math.min(1, Math.max(0, atUs / endUs)),
    leftUs: Math.max(0, endUs - atUs),
  };
}

function stageAt(profile: Profile, atUs: number): { stage: Stage | undefined; index: number } {
  let endUs = 0;
  for (const [index, stage] of profile.stages.entries()) {
    endUs += stage.durationUs;
    if (atUs < endUs) return { stage, index };
  }
  return { stage: profile.stages.at(-1), index: Math.max(0, profile.stages.length - 1) };
}

export function drawBar(share: number, width: number, look: Look): Span[] {
  const full = Math.round(Math.min(1, Math.max(0, share)) * width);
  const [done, rest] = look.unicode ? ['━', '─'] : ['#', '.'];
  return [
    [done.repeat(full), 'accent'],
    [rest.repeat(width - full), 'dim'],
  ];
}

/** One character a value, its height the value's share of `top`. */
export function drawSparkline(values: readonly number[], top: number, look: Look): string {
  const steps = look.unicode ? '▁▂▃▄▅▆▇█' : '_.,-~+*#';
  return values
    .map((value) => {
      if (value <= 0 || top <= 0) return look.unicode ? '▁' : '_';
      return steps[Math.min(steps.length - 1, Math.ceil((value / top) * steps.length) - 1)]!;
    })
    .join('');
}
