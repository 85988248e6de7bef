// The one thing that no flag can say: a stage of the user's own in busyhour.yaml, key by key.
// The schema, the documentation's table and compile/own-stages.ts are read from here.
import type { Defaulted, ShapeValue } from '../kind.ts';
import { CONNECTIONS_MAX } from './row.ts';

/** Where the list of stages stands in the file. */
export const STAGES_PATH = 'profile.stages';
/** Of a list in the file, and of a profile's climb. */
export const STAGES_MAX = 10_000;

export interface StageKey extends Defaulted {
  readonly name: string;
  readonly help: string;
  readonly required?: boolean;
}

export const STAGE_KEYS = [
  { name: 'name', kind: 'string', defaultText: 'stage 1, stage 2, ...', help: 'name of the stage' },
  { name: 'target', kind: 'integer', max: CONNECTIONS_MAX, help: 'connections at its end' },
  {
    name: 'percent',
    kind: 'number',
    max: 1_000,
    help: 'instead of target: a share of profile.connections, else of target.connectionLimit',
  },
  { name: 'duration', kind: 'duration', min: 1, required: true, help: 'how long the stage lasts' },
  {
    name: 'shape',
    kind: 'choice',
    choices: ['jump', 'linear'],
    default: 'jump',
    help: 'jump asks for the target at once and holds it; linear moves there evenly',
  },
] as const satisfies readonly StageKey[];

type AnyKey = (typeof STAGE_KEYS)[number];
type KeyOf<N extends AnyKey['name']> = Extract<AnyKey, { name: N }>;

/** One stage as the file writes it, with durations still as text. */
export type StageWords = {
  readonly [N in Exclude<AnyKey['name'], 'duration'>]?: ShapeValue<KeyOf<N>>;
} & { readonly duration: string | 0 };

export function stageKey<N extends AnyKey['name']>(name: N): KeyOf<N> {
  return STAGE_KEYS.find((key) => key.name === name) as KeyOf<N>;
}
