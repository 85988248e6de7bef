// busyhour.yaml's schema, built from the table of settings plus the one thing no flag can say: a list of stages.
// Strict: an unknown key is an error. Knows nothing of lines and columns: yaml-file.ts adds them.
import { z } from 'zod';
import { defaultText, type Shape, type Value, writeText } from '../kind.ts';
import type { Setting } from '../settings/row.ts';
import { STAGE_KEYS, STAGES_MAX, STAGES_PATH, type StageKey } from '../settings/stage.ts';
import { defaultValue, describeDefault, SETTINGS } from '../settings/table.ts';
import { field, textMap } from './field.ts';

const stage = z
  .strictObject(Object.fromEntries(STAGE_KEYS.map((key: StageKey) => [key.name, stageField(key)])), {
    error: asGroup('a stage: target or percent, duration, and if wanted shape and name'),
  })
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
  if (path.startsWith(`${STAGES_PATH}.`)) return STAGE_KEYS.map((key) => key.name);
  const prefix = path === '' ? '' : `${path}.`;
  const keys = [...SETTINGS.map((setting: Setting) => setting.path ?? ''), STAGES_PATH]
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
    if (key === undefined) top[section] = settingField(setting);
    else sections[section] = { ...sections[section], [key]: settingField(setting) };
  }
  const [stagesSection, stagesKey] = STAGES_PATH.split('.') as [string, string];
  sections[stagesSection]![stagesKey] = stages.optional();
  for (const [name, keys] of Object.entries(sections)) {
    const section = z.strictObject(keys, {
      error: asGroup(`a group of keys: ${Object.keys(keys).join(', ')}`),
    });
    top[name] = section.optional().describe(SECTIONS[name] ?? name);
  }
  return top;
}

function settingField(setting: Setting): z.ZodType {
  const taken = setting.fileMap ? textMap() : field(setting);
  // What is inherited first has no one value that an editor could fill in.
  const value = setting.inherits === undefined ? defaultValue(setting) : undefined;
  return described(
    taken.optional(),
    setting,
    setting.fileHelp ?? setting.help,
    describeDefault(setting),
    value,
  );
}

function stageField(key: StageKey): z.ZodType {
  const taken = key.required ? field(key) : field(key).optional();
  return described(taken, key, key.help, defaultText(key), key.default);
}

function described(
  taken: z.ZodType,
  shape: Shape,
  help: string,
  fallback: string | undefined,
  value: Value | undefined,
): z.ZodType {
  const description = fallback === undefined ? help : `${help} (default ${fallback})`;
  return taken.meta(
    value === undefined ? { description } : { description, default: fileValue(shape, value) },
  );
}

/** As the file would say it: numbers and switches as they are, times as text. */
function fileValue(shape: Shape, value: Value): Value {
  const isPlain = shape.kind === 'boolean' || shape.kind === 'integer' || shape.kind === 'number';
  return isPlain ? value : writeText(shape, value);
}

/** Unknown keys keep zod's own reading of them, so that each can be placed; only a wrong type is reworded. */
function asGroup(what: string): (issue: { readonly code?: string | undefined }) => string | undefined {
  return (issue) => (issue.code === 'invalid_type' ? `must be ${what}` : undefined);
}
