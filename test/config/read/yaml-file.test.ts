// busyhour.yaml as text: whatever it is, it is read or told about, with places that exist; never thrown over.
import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { AppError } from '../../../src/base/app-error.ts';
import { readConfigText } from '../../../src/config/read/yaml-file.ts';
import { LOCAL, load } from '../loading.ts';

const told = (text: string) =>
  readConfigText('f.yaml', text).problems.map(({ where, what }) => `${where}: ${what}`);

describe('odd texts', () => {
  test('nothing at all says nothing', () => {
    for (const text of ['', '\n\n', '# only this\n', '---\n', 'null\n']) {
      expect(readConfigText('f.yaml', text)).toMatchObject({ root: {}, problems: [] });
    }
  });

  test('an alias bomb is refused unexploded', () => {
    const lines = Array.from({ length: 30 }, (_, i) => `a${i + 1}: &x${i + 1} [${`*x${i}, `.repeat(10)}]`);
    const begun = performance.now();
    expect(told(`a0: &x0 [y]\n${lines.join('\n')}\n`)[0]).toContain('aliases (*name) are not read');
    expect(performance.now() - begun).toBeLessThan(2_000);
  });

  test('a megabyte is too long', () => {
    expect(told(`name: ${'x'.repeat(1_000_000)}`)).toEqual([
      'f.yaml: is longer than 256 KiB; a configuration is a few hundred lines',
    ]);
  });

  test('deep nesting is told about, soon', () => {
    const begun = performance.now();
    for (const depth of [100, 10_000]) {
      for (const text of [
        `name: ${'['.repeat(depth)}`,
        `name: ${'['.repeat(depth)}${']'.repeat(depth)}`,
        '- '.repeat(depth),
      ]) {
        expect(
          told(text).filter((problem) => problem.endsWith(': nested too deeply')).length,
        ).toBeGreaterThan(0);
      }
    }
    expect(performance.now() - begun).toBeLessThan(4_500);
  });

  test('several documents, tags, odd keys', () => {
    expect(told('name: a\n---\nname: b\n')[0]).toStartWith('f.yaml:2:1: not YAML');
    expect(told('name: !secret a\n')[0]).toStartWith('f.yaml:1:7: not YAML: Unresolved tag');
    expect(told('__proto__: { x: 1 }\n')).toEqual(['f.yaml:1:1 __proto__: unknown key of the file']);
    expect(told('? [a, b]\n: 1\n')).toEqual(['f.yaml:1:3: a key must be a word, not a list or a map']);
    expect(told('1: 2\n')).toEqual(['f.yaml:1:1 1: unknown key of the file']);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });

  test('no more problems than anyone reads', () => {
    const keys = Array.from({ length: 500 }, (_, i) => `k${i}: 1`).join('\n');
    expect(told(keys).length).toBe(50);
  });
});

test('what may be a secret in the wrong place is not repeated, nor where it took the place of a whole group', () => {
  const texts = [
    'auth: s3cret',
    'auth: { tokenFile: [s3cret] }',
    'auth: { tokenPlacement: s3cret }',
    'target: s3cret',
    'target: { url: [s3cret] }',
    'target: { headers: { X: { a: s3cret } } }',
    'target: { headers: s3cret }',
  ];
  for (const text of texts) {
    expect(told(text)).toHaveLength(1);
    expect(told(text)[0]).not.toContain('s3cret');
  }
  expect(told('name: [x]\nworkers: many')[1]).toContain('not "many"');
});

const KEYS = [
  'target',
  'url',
  'profile',
  'stages',
  'interval',
  'duration',
  'auth',
  'tls',
  'min',
  'messages',
  'rate',
  'name',
];
const scalar = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.constant('30s'),
);
const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, scalar, fc.array(tie('value'), { maxLength: 3 }), tie('map')),
  map: fc.dictionary(fc.oneof(fc.constantFrom(...KEYS), fc.string()), tie('value'), { maxKeys: 4 }),
})).map;

describe('any text', () => {
  const snippet = fc.constantFrom(
    'profile:',
    ' stages:',
    '\n',
    '  ',
    '- ',
    '{',
    '}',
    '[',
    ']',
    '"',
    "'",
    '&a',
    '*a',
    '#',
    '|',
    '>',
    ': ',
    '!!int',
    '\t',
    '30s',
    '%YAML 9',
    '---',
    '...',
  );
  const text = fc.oneof(
    fc.string(),
    fc.array(snippet, { maxLength: 25 }).map((parts) => parts.join('')),
    value.map((v) => stringify(v)),
  );

  test('is a configuration or an AppError whose places lie in the text', () => {
    fc.assert(
      fc.property(text, (written) => {
        try {
          load(LOCAL, { file: written });
        } catch (error) {
          if (!(error instanceof AppError)) throw error;
          expect(error.exitCode).toBe(2);
          const lines = written.split(/\r\n|\n|\r/).length;
          for (const [, line] of error.message.matchAll(/busyhour\.yaml:(\d+):\d+/g)) {
            expect(Number(line)).toBeLessThanOrEqual(lines + 1);
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});
