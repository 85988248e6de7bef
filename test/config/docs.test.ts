// docs/configuration.md and examples/ against the code: what they promise is what config/ does.
// `UPDATE_DOCS=1` writes the tables anew.
import { describe, expect, test } from 'bun:test';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { PROFILE_DEFAULTS } from '../../src/config/compile/profiles.ts';
import { renderReference } from '../../src/config/read/reference.ts';
import { RUN_FLAGS } from '../../src/config/read/run-command.ts';
import { configSchema, jsonSchema } from '../../src/config/read/schema.ts';
import { environmentName, PROFILE_NAMES, SETTINGS, type Setting } from '../../src/config/settings.ts';
import { load, messageOf } from './loading.ts';

const ROOT = join(import.meta.dir, '../..');
const PAGE = join(ROOT, 'docs/configuration.md');
const BEGIN = /<!-- reference:begin.*-->\n/;
const END = '<!-- reference:end -->';

function splitPage() {
  const text = readFileSync(PAGE, 'utf8');
  const start = text.search(BEGIN) + (BEGIN.exec(text)?.[0].length ?? 0);
  const end = text.indexOf(END);
  return { before: text.slice(0, start), reference: text.slice(start, end), after: text.slice(end) };
}

/** The formatter aligns the columns of tables; what they say is the same. */
function unaligned(text: string): string {
  return text
    .trim()
    .replace(/-{3,}/g, '---')
    .replace(/\| ---/g, '|---')
    .replace(/--- \|/g, '---|')
    .replace(/ +/g, ' ');
}

describe('docs/configuration.md', () => {
  test('its tables are those of the code', () => {
    const { before, reference, after } = splitPage();
    const wanted = `\n${renderReference()}\n\n`;
    if (process.env.UPDATE_DOCS === '1') writeFileSync(PAGE, before + wanted + after);
    else expect(unaligned(reference)).toBe(unaligned(wanted));
  });

  test('mentions every flag, variable, key and profile', () => {
    const text = readFileSync(PAGE, 'utf8');
    const settings: readonly Setting[] = SETTINGS;
    const words = [
      ...RUN_FLAGS.map((flag) => `--${'negative' in flag ? 'no-' : ''}${flag.name}`),
      ...settings.filter((setting) => !setting.fileOnly).map((setting) => environmentName(setting.name)),
      ...settings.flatMap((setting) => setting.path ?? []),
      ...PROFILE_NAMES,
      'BUSYHOUR_TOKEN',
    ];
    expect(words.filter((word) => !text.includes(`${word}`))).toEqual([]);
  });

  test('its example is a configuration', () => {
    const yaml = /```yaml\n(name: [\s\S]*?)```/.exec(readFileSync(PAGE, 'utf8'))?.[1] ?? '';
    const config = load([], { file: yaml });
    expect(config.plan.profile.stages).toHaveLength(11);
    expect(PROFILE_DEFAULTS.steps).toBe(10);
  });
});

describe('examples/', () => {
  const names = readdirSync(join(ROOT, 'examples')).filter((name) => name.endsWith('.yaml'));

  test('there are four', () => expect(names).toHaveLength(4));

  for (const name of names) {
    const text = readFileSync(join(ROOT, 'examples', name), 'utf8');
    const environment = { BUSYHOUR_TOKEN: 'tok', BUSYHOUR_AUTHORIZED: 'the owner' };

    test(`${name} is accepted, by the schema too`, () => {
      expect(configSchema.safeParse(parse(text)).error).toBeUndefined();
      expect(load([], { file: text, environment }).plan.profile.stages.length).toBeGreaterThan(0);
    });

    test(`${name} goes nowhere outside this machine by itself`, () => {
      const url = (parse(text) as { target: { url: string } }).target.url;
      if (url.startsWith('ws://127.0.0.1:')) return;
      expect(messageOf([], { file: text, environment: { BUSYHOUR_TOKEN: 'tok' } })).toContain(
        'is not this machine',
      );
    });
  }
});

describe('the JSON Schema', () => {
  test('is strict at every level and describes every key', () => {
    const undescribed: string[] = [];
    const loose: string[] = [];
    const walk = (node: Record<string, unknown>, path: string) => {
      const properties = node.properties as Record<string, Record<string, unknown>> | undefined;
      if (properties !== undefined && node.additionalProperties !== false) loose.push(path);
      for (const [key, child] of Object.entries(properties ?? {})) {
        if (typeof child.description !== 'string') undescribed.push(`${path}.${key}`);
        walk(child, `${path}.${key}`);
      }
      if (node.items !== undefined) walk(node.items as Record<string, unknown>, `${path}[]`);
    };
    walk(jsonSchema(), '');
    expect({ undescribed, loose }).toEqual({ undescribed: [], loose: [] });
  });

  test('has a place for every key of the table', () => {
    const schema = jsonSchema() as { properties: Record<string, { properties?: Record<string, unknown> }> };
    const settings: readonly Setting[] = SETTINGS;
    const missing = settings.flatMap(({ path }) => {
      if (path === undefined) return [];
      const [section, key] = path.split('.') as [string, string?];
      const found =
        key === undefined ? schema.properties[section] : schema.properties[section]?.properties?.[key];
      return found === undefined ? [path] : [];
    });
    expect(missing).toEqual([]);
  });
});
