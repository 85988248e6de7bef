// The words about the load over time -> Profile, and every way in which they can contradict each other.
// Knows the user's words; the arithmetic of stages is stages.ts.
import { formatDurationUs } from '../../base/time.ts';
import type { Profile, Stage } from '../../plan/profile.ts';
import { LONGEST_US } from '../kind.ts';
import { CLIMB, type Course, profileOf } from '../settings/profiles.ts';
import { STAGES_MAX } from '../settings/stage.ts';
import type { SettingName } from '../settings/table.ts';
import type { Compilation } from './compilation.ts';
import { type FileStages, ownStages, usesStages } from './own-stages.ts';
import { buildStages, countStages, type ProfileRequest, scaleStages, shareOfLimit } from './stages.ts';

const HOLDING = 'it holds one level';

/** Which settings a profile has no use for, and why. */
const MISFITS: Readonly<
  Record<Course, readonly (readonly ['ramp-increment' | 'interval' | 'ramp', string])[]>
> = {
  hold: [
    ['ramp-increment', HOLDING],
    ['interval', HOLDING],
  ],
  climb: [['ramp', 'it climbs in steps']],
  spike: [
    ['ramp-increment', 'it has one peak'],
    ['ramp', 'it jumps to its peak'],
  ],
};

/** `limit`: the platform's connections, which shares are taken of where --target-concurrency says nothing. */
export function compileProfile(
  compilation: Compilation,
  limit: number,
  file: FileStages | undefined,
): Profile {
  const timeScale = compilation.valueOrDefault('time-scale');
  if (file !== undefined && usesStages(compilation, file)) {
    const stages = ownStages(compilation, limit, file);
    checkLength(compilation, stages, file.where);
    return { name: 'stages', stages: scaleStages(stages, timeScale), untilThrottled: false, timeScale };
  }
  const request = requestOf(compilation, limit);
  // A request that contradicts itself has no stages; also where the contradiction itself was already told.
  const stages = isSound(compilation, request) ? buildStages(request) : [];
  checkLength(compilation, stages);
  const { name } = request;
  const profile = profileOf(name);
  const untilThrottled = profile.course === 'climb' && profile.untilThrottled;
  return { name, stages: scaleStages(stages, timeScale), untilThrottled, timeScale };
}

function requestOf(compilation: Compilation, limit: number): ProfileRequest {
  const name = compilation.valueOrDefault('profile');
  const shown = compilation.given('profile') === undefined ? `${name} (the default)` : name;
  for (const [setting, why] of MISFITS[profileOf(name).course]) {
    compilation.exclude(setting, 'profile', `it does not fit the profile ${shown}: ${why}`);
  }
  return {
    name,
    target: compilation.value('target-concurrency') ?? shareOfLimit(name, limit),
    increment: compilation.value('ramp-increment'),
    intervalUs: compilation.value('interval'),
    durationUs: compilation.value('duration'),
    rampUs: compilation.value('ramp'),
  };
}

function isSound(compilation: Compilation, request: ProfileRequest): boolean {
  const wrong = contradiction(request);
  if (wrong !== undefined) compilation.complain(wrong.settings, wrong.what);
  return wrong === undefined;
}

interface Contradiction {
  readonly settings: readonly [SettingName, ...SettingName[]];
  readonly what: string;
}

function contradiction(request: ProfileRequest): Contradiction | undefined {
  const { name, intervalUs, durationUs, rampUs, target } = request;
  if (durationUs !== undefined) {
    const whole = formatDurationUs(durationUs);
    const { course } = profileOf(name);
    const step = intervalUs ?? (course === 'climb' ? CLIMB.intervalUs : 0);
    if (step > durationUs && intervalUs === undefined) {
      const what = `${whole} is shorter than one step of ${formatDurationUs(step)}, the default of --interval`;
      return { settings: ['duration', 'interval'], what };
    }
    if (step > durationUs) {
      const what = `one step of ${formatDurationUs(step)} is longer than the whole load of ${whole}`;
      return { settings: ['interval', 'duration'], what };
    }
    if (course === 'spike' && step > durationUs - 2) {
      return { settings: ['interval', 'duration'], what: 'the peak leaves no time before and after it' };
    }
    if (rampUs !== undefined && rampUs >= durationUs) {
      const what = `a ramp of ${formatDurationUs(rampUs)} leaves nothing to hold of the whole load of ${whole}`;
      return { settings: ['ramp', 'duration'], what };
    }
  }
  if (countStages(request) <= STAGES_MAX) return undefined;
  const what = `more than ${STAGES_MAX} steps up to ${target} connections; take a larger increment`;
  return { settings: ['ramp-increment', 'target-concurrency', 'interval', 'duration'], what };
}

/** Keeps every later sum of microseconds exact. */
function checkLength(compilation: Compilation, stages: readonly Stage[], where?: string): void {
  const wholeUs = stages.reduce((sum, stage) => sum + stage.durationUs, 0);
  if (wholeUs <= LONGEST_US) return;
  const what = `the load would last ${formatDurationUs(wholeUs)}, and 30 days is the longest`;
  const settings: readonly [SettingName, ...SettingName[]] = [
    'interval',
    'ramp-increment',
    'duration',
    'profile',
  ];
  compilation.complain(settings, what, where === undefined ? {} : { where, code: 'E_CONFIG_FILE' });
}
