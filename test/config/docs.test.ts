// docs/configuration.md and examples/ against the code: what they promise is what config/ does.
// `UPDATE_DOCS=1` writes the tables anew.
import { describe, expect, test } from 'bun:test';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { renderProfiles, renderReference, renderStageKeys } from '../../src/config/read/reference.ts';
import { RUN_FLAGS } from '../../src/config/read/run-command.ts';
import { configSchema } from '../../src/config/read/schema.ts';
import { PROFILE_NAMES } from '../../src/config/settings/profiles.ts';
import type { Setting } from '../../src/config/settings/row.ts';
import { environmentName, SETTINGS } from '../../src/config/settings/table.ts';
import { platforms } from '../../src/platform/registry.ts';
import { load, messageOf } from './loading.ts';

const ROOT = join(import.meta.dir, '../..');
const PAGE = join(ROOT, 'docs/configuration.md');

const TABLES: Readonly<Record<string, () => string>> = {
  settings: renderReference,
  profiles: renderProfiles,
  stages: renderStageKeys,
};

function splitPage(part: string) {
  const text = readFileSync(PAGE, 'utf8');
  const begin = new RegExp(`<!-- ${part}:begin.*-->\n`).exec(text);
  if (begin === null) throw new Error(`the page has no part ${part}`);
  const start = begin.index + begin[0].length;
  const end = text.indexOf(`<!-- ${part}:end -->`);
  return { before: text.slice(0, start), tables: text.slice(start, end), after: text.slice(end) };
}

/** A formatter may align the columns of tables; what they say is the same. */
function unaligned(text: string): string {
  return text
    .trim()
    .replace(/-{3,}/g, '---')
    .replace(/\| ---/g, '|---')
    .replace(/--- \|/g, '---|')
    .replace(/ +/g, ' ');
}

describe('docs/configuration.md', () => {
  for (const [part, render] of Object.entries(TABLES)) {
    test(`its tables of ${part} are those of the code`, () => {
      const { before, tables, after } = splitPage(part);
      const wanted = `\n${render()}\n\n`;
      if (process.env.UPDATE_DOCS === '1') writeFileSync(PAGE, before + wanted + after);
      else expect(unaligned(tables)).toBe(unaligned(wanted));
    });
  }

  test('its tables list no platform but the default: one more is no edit of the page', () => {
    const rows = renderReference().split('\n');
    const row = rows.find((line) => line.includes('`--platform NAME`')) ?? '';
    expect(platforms.filter(({ name }) => row.includes(name)).map(({ name }) => name)).toEqual(['plain']);
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
  });
});

describe('examples/', () => {
  const names = readdirSync(join(ROOT, 'examples')).filter((name) => name.endsWith('.yaml'));

  test('there are some', () => expect(names).not.toEqual([]));

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
