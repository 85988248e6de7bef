// The schema of busyhour.yaml: strict, with a place and words for every key, and defaults that it takes itself.
import { describe, expect, test } from 'bun:test';
import { configSchema, jsonSchema, keysUnder } from '../../../src/config/read/schema.ts';
import type { Setting } from '../../../src/config/settings/row.ts';
import { STAGE_KEYS } from '../../../src/config/settings/stage.ts';
import { SETTINGS } from '../../../src/config/settings/table.ts';

type Node = Readonly<Record<string, unknown>>;

/** Every key of the schema with its dotted path; a list's members are `[]`. */
function keysOf(node: Node, path: string): (readonly [path: string, node: Node])[] {
  const properties = Object.entries((node.properties ?? {}) as Record<string, Node>);
  const below = properties.flatMap(([key, child]) => keysOf(child, path === '' ? key : `${path}.${key}`));
  const items = node.items === undefined ? [] : keysOf(node.items as Node, `${path}[]`);
  return [[path, node], ...below, ...items];
}

describe('the JSON Schema', () => {
  const all = keysOf(jsonSchema(), '');

  test('is strict at every level and describes every key', () => {
    const undescribed = all.filter(
      ([path, node]) => !path.endsWith('[]') && typeof node.description !== 'string',
    );
    const loose = all.filter(
      ([, node]) => node.properties !== undefined && node.additionalProperties !== false,
    );
    expect({ undescribed, loose }).toEqual({ undescribed: [], loose: [] });
  });

  test('has a place for every key of the tables', () => {
    const places = new Set(all.map(([path]) => path));
    const keys = [
      ...SETTINGS.flatMap((setting: Setting) => setting.path ?? []),
      ...STAGE_KEYS.map(({ name }) => `profile.stages[].${name}`),
    ];
    expect(keys.filter((key) => !places.has(key))).toEqual([]);
  });

  test('names a default that the file may say, and filling them in changes no word', () => {
    const defaults = all.filter(([, node]) => node.default !== undefined);
    expect(defaults.length).toBeGreaterThan(15);
    for (const [path, node] of defaults) {
      if (path.includes('[]')) continue;
      const file = path.split('.').reduceRight<unknown>((value, key) => ({ [key]: value }), node.default);
      expect(configSchema.safeParse(file).data as unknown).toEqual(file);
    }
    expect(configSchema.parse({})).toEqual({});
  });
});

test('keysUnder knows every level', () => {
  expect(keysUnder('')).toContain('profile');
  expect(keysUnder('profile')).toContain('stages');
  expect(keysUnder('profile.stages.3')).toEqual(STAGE_KEYS.map(({ name }) => name));
  expect(keysUnder('nowhere')).toEqual([]);
});
