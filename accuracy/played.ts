// Is what a run played a function of its plan, its seed and the commands in its record? Reads a run folder and nothing
// else: the levels that its workers wanted, second by second, against the schedule that the record says they played.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Replan } from '../src/base/stage.ts';
import type { Plan } from '../src/plan/plan.ts';
import { profileDurationUs } from '../src/plan/profile.ts';
import { playedProfile } from '../src/plan/replan.ts';
import { levelBefore } from '../src/plan/schedule.ts';
import { scheduleHash } from '../src/plan/schedule-hash.ts';

export interface Played {
  /** Of the plan alone, and with the commands of the record. */
  readonly plannedHash: string;
  readonly playedHash: string;
  readonly commands: number;
  /** Seconds in which the level could be told: all but those in which a command was on its way. */
  readonly compared: number;
  /** Of them, those whose level was another. */
  readonly apart: number;
}

interface WindowLine {
  readonly endUs: number;
  readonly gauges: { readonly target: number };
}

export function readPlayed(folder: string): Played {
  const { plan } = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')) as { plan: Plan };
  const events = lines<{
    atUs: number;
    kind: string;
    detail: { fromUs?: number };
    stages?: Replan['stages'];
  }>(join(folder, 'events.ndjson'));
  const commands = events.filter(({ kind }) => kind === 'command');
  const replans = commands.flatMap(({ detail, stages }) =>
    detail.fromUs === undefined || stages === undefined ? [] : [{ fromUs: detail.fromUs, stages }],
  );
  const { stages } = playedProfile(plan.profile, replans);
  const endUs = profileDurationUs({ ...plan.profile, stages });
  // A worker takes what is due in its loop's next turn, so an instant within a few milliseconds may fall either way.
  const levels = (atUs: number) =>
    [-20_000, 20_000].map((aside) => levelBefore({ startUs: 0, from: 0, stages }, Math.max(0, atUs + aside)));
  const isOnItsWay = (atUs: number) =>
    commands.some((command) => atUs >= command.atUs && atUs < command.atUs + 1_000_000);
  const windows = lines<WindowLine>(join(folder, 'windows.ndjson')).filter(
    (window) => window.endUs <= endUs && !isOnItsWay(window.endUs),
  );
  const apart = windows.filter(({ endUs, gauges }) => {
    const [a = 0, b = 0] = levels(endUs);
    return gauges.target < Math.min(a, b) || gauges.target > Math.max(a, b);
  });
  return {
    plannedHash: scheduleHash(plan),
    playedHash: scheduleHash(plan, replans),
    commands: replans.length,
    compared: windows.length,
    apart: apart.length,
  };
}

function lines<T>(path: string): T[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
}
