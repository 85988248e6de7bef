// Stages of the user's own, which only the file can say -> Stage. Checked by the schema before they get here.
import type { Stage } from '../../plan/profile.ts';
import { readText } from '../kind.ts';
import type { ConfigFile } from '../read/yaml-file.ts';
import { STAGES_PATH, type StageWords, stageKey } from '../settings/stage.ts';
import type { Compilation } from './compilation.ts';

export interface FileStages {
  readonly stages: readonly StageWords[];
  readonly where: string;
  whereOf(index: number): string;
}

/** Undefined where the file has none, or none that the schema accepts. */
export function stagesOf(file: ConfigFile | undefined): FileStages | undefined {
  if (file === undefined || file.broken.some((path) => path === 'profile' || path.startsWith(STAGES_PATH)))
    return undefined;
  const profile = file.root?.profile as { readonly stages?: readonly StageWords[] } | undefined;
  if (profile?.stages === undefined) return undefined;
  return {
    stages: profile.stages,
    where: file.where(STAGES_PATH),
    whereOf: (index) => file.where(`${STAGES_PATH}.${index}`),
  };
}

/** Whether the file's stages are the load; a profile named nearer than the file wins over them. */
export function usesStages(compilation: Compilation, file: FileStages): boolean {
  const profile = compilation.given('profile');
  if (profile === undefined) return true;
  if (profile.layer === 'file') {
    compilation.complain(['profile'], `profile.name and ${STAGES_PATH} are two loads; keep one of them`);
    return false;
  }
  compilation.notes.push(`${file.where} is left aside: ${profile.where} names the profile.`);
  return false;
}

/** `limit`: what shares are taken of where --target-concurrency says nothing. */
export function ownStages(compilation: Compilation, limit: number, file: FileStages): Stage[] {
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
  const duration = readText(stageKey('duration'), String(words.duration));
  if ('problem' in duration) wrong(`duration ${duration.problem}`);
  return {
    name: words.name ?? `stage ${i + 1}`,
    target: words.target ?? Math.round((base * (words.percent ?? 0)) / 100),
    durationUs: 'value' in duration ? (duration.value as number) : 1,
    shape: words.shape ?? stageKey('shape').default,
  };
}
