// The words about the load over time -> Profile, and every way in which they can contradict each other.
// Knows the user's words; the arithmetic of stages is profiles.ts.
import { formatDurationUs } from '../../base/time.ts';
import type { Profile, Stage } from '../../plan/profile.ts';
import { LONGEST_US, readText } from '../read/kind.ts';
import type { StageWords } from '../read/schema.ts';
import type { ProfileName, SettingName } from '../settings.ts';
import type { Compilation } from './compilation.ts';
import {
  buildStages,
  countStages,
  PROFILE_DEFAULTS,
  type ProfileRequest,
  scaleProfile,
  shareOfLimit,
} from './profiles.ts';
import type { FileStages } from './stages.ts';

const STAGES_MAX = 10_000;
const HOLDING = 'it holds one level';

/** Which settings a profile has no use for, and why. */
const MISFITS: Readonly<
  Record<ProfileName, readonly (readonly ['ramp-increment' | 'interval' | 'ramp', string])[]>
> = {
  constant: [
    ['ramp-increment', HOLDING],
    ['interval', HOLDING],
  ],
  'steady-state': [
    ['ramp-increment', HOLDING],
    ['interval', HOLDING],
  ],
  soak: [
    ['ramp-increment', HOLDING],
    ['interval', HOLDING],
  ],
  'ramp-up': [['ramp', 'it climbs in steps']],
  step: [['ramp', 'it climbs in steps']],
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
  const timeScale = compilation.value('time-scale') ?? 1;
  if (file !== undefined && usesStages(compilation, file)) {
    const stages = ownStages(compilation, limit, file);
    checkLength(compilation, stages, file.where);
    return scaleProfile('stages', stages, timeScale);
  }
  const request = requestOf(compilation, limit);
  // A request that contradicts itself has no stages; also where the contradiction itself was already told.
  const stages = isSound(compilation, request) ? buildStages(request) : [];
  checkLength(compilation, stages);
  return scaleProfile(request.name, stages, timeScale);
}

function requestOf(compilation: Compilation, limit: number): ProfileRequest {
  const name = compilation.value('profile') ?? 'constant';
  const shown = compilation.given('profile') === undefined ? `${name} (the default)` : name;
  for (const [setting, why] of MISFITS[name]) {
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
    const step = intervalUs ?? (name === 'ramp-up' || name === 'step' ? PROFILE_DEFAULTS.intervalUs : 0);
    if (step > durationUs && intervalUs === undefined) {
      const what = `${whole} is shorter than one step of ${formatDurationUs(step)}, the default of --interval`;
      return { settings: ['duration', 'interval'], what };
    }
    if (step > durationUs) {
      const what = `one step of ${formatDurationUs(step)} is longer than the whole load of ${whole}`;
      return { settings: ['interval', 'duration'], what };
    }
    if (name === 'spike' && step > durationUs - 2) {
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

/** Whether the file's stages are the load; a profile named nearer than the file wins over them. */
function usesStages(compilation: Compilation, file: FileStages): boolean {
  const profile = compilation.given('profile');
  if (profile === undefined) return true;
  if (profile.layer === 'file') {
    compilation.complain(['profile'], 'profile.name and profile.stages are two loads; keep one of them');
    return false;
  }
  compilation.notes.push(`${file.where} is left aside: ${profile.where} names the profile.`);
  return false;
}

function ownStages(compilation: Compilation, limit: number, file: FileStages): Stage[] {
  for (const name of ['ramp-increment', 'interval', 'duration', 'ramp'] as const) {
    if (compilation.given(name) === undefined) continue;
    compilation.complain([name], `does not go with the stages at ${file.where}, which say it themselves`);
  }
  const base = compilation.value('target-concurrency') ?? limit;
  const stages = file.stages.map((words, i) => ownStage(compilation, words, i, base, file.whereOf(i)));
  const hasShares = file.stages.some((words) => words.percent !== undefined);
  if (!hasShares && compilation.given('target-concurrency') !== undefined) {
    const what = `has no effect: each stage at ${file.where} has a target of its own; use percent there`;
    compilation.complain(['target-concurrency'], what);
  }
  if (stages.every((stage) => stage.target === 0)) {
    compilation.complain(['profile'], 'no stage asks for a connection', {
      where: file.where,
      code: 'E_CONFIG_FILE',
    });
  }
  return stages;
}

function ownStage(
  compilation: Compilation,
  words: StageWords,
  i: number,
  base: number,
  where: string,
): Stage {
  const wrong = (what: string) => compilation.complain(['profile'], what, { where, code: 'E_CONFIG_FILE' });
  if ((words.target === undefined) === (words.percent === undefined)) {
    wrong('a stage needs either target or percent');
  }
  const duration = readText({ kind: 'duration', min: 1 }, String(words.duration));
  if ('problem' in duration) wrong(`duration ${duration.problem}`);
  return {
    name: words.name ?? `stage ${i + 1}`,
    target: words.target ?? Math.round((base * (words.percent ?? 0)) / 100),
    durationUs: 'value' in duration ? (duration.value as number) : 1,
    shape: words.shape ?? 'jump',
  };
}
