// The profile as it was played: what was planned, less what commands replaced, with what followed instead.
// Law: where nothing was replanned it is the profile itself; before `fromUs` its levels are those that were planned.
import type { Replan, Stage } from '../base/stage.ts';
import type { Profile } from './profile.ts';
import { levelBefore } from './schedule.ts';

export function playedProfile(profile: Profile, replans: readonly Replan[]): Profile {
  let played = profile;
  for (const { fromUs, stages } of replans)
    played = { ...profile, stages: [...stagesUntil(played, fromUs), ...stages] };
  return played;
}

/** The stages that began before `untilUs`; the last of them ends just then, at the level that it had reached. */
function stagesUntil({ stages }: Profile, untilUs: number): Stage[] {
  const kept: Stage[] = [];
  let startUs = 0;
  for (const stage of stages) {
    if (startUs >= untilUs) break;
    const endUs = startUs + stage.durationUs;
    if (endUs <= untilUs) kept.push(stage);
    else {
      const target = levelBefore({ startUs: 0, from: 0, stages }, untilUs);
      kept.push({ ...stage, target, durationUs: untilUs - startUs });
    }
    startUs = endUs;
  }
  const last = kept.at(-1);
  if (last !== undefined && startUs < untilUs)
    kept.push({ ...last, shape: 'jump', durationUs: untilUs - startUs });
  return kept;
}
