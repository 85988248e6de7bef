// The one thing that only the file can say: stages of the user's own. Checked by the schema before they get here.
import type { StageWords } from '../read/schema.ts';
import type { ConfigFile } from '../read/yaml-file.ts';

const PATH = 'profile.stages';

export interface FileStages {
  readonly stages: readonly StageWords[];
  readonly where: string;
  whereOf(index: number): string;
}

/** Undefined where the file has none, or none that the schema accepts. */
export function stagesOf(file: ConfigFile | undefined): FileStages | undefined {
  if (file === undefined || file.broken.some((path) => path === 'profile' || path.startsWith(PATH)))
    return undefined;
  const profile = file.root?.profile as { readonly stages?: readonly StageWords[] } | undefined;
  if (profile?.stages === undefined) return undefined;
  return {
    stages: profile.stages,
    where: file.where(PATH),
    whereOf: (index) => file.where(`${PATH}.${index}`),
  };
}

/** True where the file does have stages, though they could not be accepted. */
export function hasBrokenStages(file: ConfigFile | undefined): boolean {
  return file?.broken.some((path) => path.startsWith(PATH)) ?? false;
}
