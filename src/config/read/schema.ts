// busyhour.yaml's schema, built from the table of settings plus the one thing no flag can say: a list of stages.
// Strict: an unknown key is an error. Knows nothing of lines and columns: yaml-file.ts adds them.
import { z } from 'zod';
import { describeKey, SETTINGS, type Setting } from '../settings.ts';
import { expected, type Shape } from './kind.ts';

const DURATION = /^\s*(0|(\d+(\.\d+)?(us|ms|min|s|m|h))+)\s*$/;
const RANGE = /^[\d.a-z]+(-[\d.a-z]+)?$/;
const STAGES_MAX = 10_000;

/** One stage as the file writes it, with durations still as text. */
export interface StageWords {
  readonly name?: string;
  readonly target?: number;
  readonly percent?: number;
  readonly duration: string | 0;
  readonly shape?: 'jump' | 'linear';
}

const stage = z
  .strictObject(
    {
      name: leaf({ kind: 'string' }).optional().describe('name of the stage (default stage 1, stage 2, ...)'),
      target: leaf({ kind: 'integer', min: 0, max: 10_000_000 })
        .optional()
        .describe('connections at its end'),
      percent: leaf({ kind: 'number', min: 0, max: 1_000 })
        .optional()
        .describe('the same as a share of profile.connections, else of target.connectionLimit'),
      duration: leaf({ kind: 'duration' }).describe('how long the stage lasts'),
      shape: leaf({ kind: 'choice', choices: ['jump', 'linear'] })
        .optional()
        .describe('jump asks for the target at once and holds it; linear moves there evenly (default jump)'),
    },
    { error: asGroup('a stage: target or percent, duration, and if wanted shape and name') },
  )
  .describe('A part of the load.');

const stages = z
  .array(stage, { error: 'must be a list of stages' })
  .min(1, { error: 'must have at least one stage' })
  .max(STAGES_MAX, { error: `must have at most ${STAGES_MAX} stages` })
  .describe('The load as a list of stages of your own, instead of profile.name');

const SECTIONS: Readonly<Record<string, string>> = {
  target: 'What is loaded, and who allowed it.',
  auth: 'The token: never in this file itself.',
  profile: 'The load over time: a profile by name, or stages of your own.',
  pacing: 'How fast connections are made.',
  messages: 'What each connection sends.',
  keepAlive: 'Pings.',
  flow: 'Acknowledgements, processing and back-pressure.',
  tls: 'TLS, for wss:// targets.',
  deadlines: 'How long things may take.',
  output: 'Where results go.',
};

export const configSchema = z
  .strictObject(fields(), { error: asGroup('a map of keys and values') })
  .describe('Configuration of busyhour run.');

/** The JSON Schema (draft 7) that editors check and complete busyhour.yaml with. */
export function jsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(configSchema, { target: 'draft-7', io: 'input' });
  return { title: 'busyhour.yaml', ...schema };
}

/** All keys that may stand under `path` (dots between levels): for suggestions. */
export function keysUnder(path: string): string[] {
  if (/^profile\.stages\.\d+$/.test(path)) return Object.keys(stage.shape);
  const prefix = path === '' ? '' : `${path}.`;
  const keys = [...SETTINGS.map((setting: Setting) => setting.path ?? ''), 'profile.stages']
    .filter((key) => key.startsWith(prefix) && key !== '')
    .map((key) => key.slice(prefix.length).split('.')[0]!);
  return [...new Set(keys)];
}

function fields(): Record<string, z.ZodType> {
  const top: Record<string, z.ZodType> = {};
  const sections: Record<string, Record<string, z.ZodType>> = {};
  for (const setting of SETTINGS as readonly Setting[]) {
    if (setting.path === undefined) continue;
    const [section, key] = setting.path.split('.') as [string, string?];
    const field = (setting.fileMap ? textMap() : leaf(setting)).optional().describe(describeKey(setting));
    if (key === undefined) top[section] = field;
    else sections[section] = { ...sections[section], [key]: field };
  }
  sections.profile!.stages = stages.optional();
  for (const [name, keys] of Object.entries(sections)) {
    const section = z.strictObject(keys, {
      error: asGroup(`a group of keys: ${Object.keys(keys).join(', ')}`),
    });
    top[name] = section.optional().describe(SECTIONS[name] ?? name);
  }
  return top;
}

/** One value. Its bounds are checked again, with the same words, where the file's text becomes a value. */
function leaf(shape: Shape): z.ZodType {
  const error = `must be ${expected(shape)}`;
  switch (shape.kind) {
    case 'integer':
      return withWords(
        shape,
        z
          .int({ error })
          .min(shape.min ?? 0, { error })
          .max(most(shape), { error }),
        error,
      );
    case 'number':
      return withWords(
        shape,
        z
          .number({ error })
          .min(shape.min ?? 0, { error })
          .max(most(shape), { error }),
        error,
      );
    case 'boolean':
      return z.boolean({ error });
    case 'choice':
      return choice(shape.choices ?? [], error);
    case 'list':
      return z.array(z.string({ error: 'must be text' }).min(1, { error: 'must not be empty' }), { error });
    case 'duration':
    case 'seconds':
      return z.union([z.string().regex(DURATION), z.literal(0)], { error });
    case 'range':
      return z.string({ error }).regex(RANGE, { error });
    case 'string':
      return z.string({ error }).min(1, { error: 'must not be empty' });
  }
}

function withWords(shape: Shape, number: z.ZodType, error: string): z.ZodType {
  return shape.words === undefined ? number : z.union([number, z.enum([...shape.words])], { error });
}

/** `min: 1.2` is a number to YAML and a version to its writer: both are taken. */
function choice(choices: readonly string[], error: string): z.ZodType {
  const words = z.enum([...choices], { error });
  const numbers = choices.map(Number);
  return numbers.some(Number.isNaN) ? words : z.union([words, z.literal(numbers)], { error });
}

function most(shape: Shape): number {
  return shape.max ?? Number.MAX_SAFE_INTEGER;
}

function textMap(): z.ZodType {
  return z.record(z.string(), z.string({ error: 'must be text' }), {
    error: 'must be a map of names and values',
  });
}

/** Unknown keys keep zod's own reading of them, so that each can be placed; only a wrong type is reworded. */
function asGroup(what: string): (issue: { readonly code?: string | undefined }) => string | undefined {
  return (issue) => (issue.code === 'invalid_type' ? `must be ${what}` : undefined);
}
