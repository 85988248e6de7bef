// The words of all layers as one: which wins, which clash, and what is pointed out without being read.
import { describe, expect, test } from 'bun:test';
import type { Value } from '../../../src/config/kind.ts';
import { Words } from '../../../src/config/read/words.ts';
import { readConfigText } from '../../../src/config/read/yaml-file.ts';

interface Said {
  readonly flags?: Record<string, Value>;
  readonly environment?: Record<string, string>;
  readonly file?: string;
}

function say({ flags = {}, environment = {}, file = '' }: Said): Words {
  const words = new Words();
  words.addFlags({ values: flags, spellings: new Map([['base-uri', '--url']]), broken: new Set(['jitter']) });
  words.addEnvironment(environment);
  words.addFile(readConfigText('f.yaml', file));
  return words;
}

describe('words', () => {
  test('of a nearer layer replace those of a farther one, and each knows its place', () => {
    const words = say({
      flags: { limit: 3 },
      environment: { BUSYHOUR_LIMIT: '2', BUSYHOUR_SEED: '7' },
      file: 'seed: 1',
    });
    expect(words.get('limit')).toEqual({ value: 3, where: '--limit', layer: 'flag' });
    expect(words.get('seed')).toEqual({ value: 7, where: 'BUSYHOUR_SEED', layer: 'environment' });
    expect(words.isFarther('seed', 'limit')).toBe(true);
    expect(words.isFarther('limit', 'seed')).toBe(false);
    expect(words.problems).toEqual([]);
  });

  test('for one thing at one distance must agree', () => {
    const clash = { BUSYHOUR_INTERVAL: '5s', BUSYHOUR_INTERVAL_SECONDS: '6' };
    expect(say({ environment: { ...clash, BUSYHOUR_INTERVAL_SECONDS: '5' } }).problems).toEqual([]);
    const words = say({ environment: clash });
    expect(words.problems.map(({ where }) => where)).toEqual(['BUSYHOUR_INTERVAL_SECONDS']);
    expect(words.isBroken('interval')).toBe(true);
  });

  test('that could not be read are broken, in whatever layer', () => {
    const words = say({ environment: { BUSYHOUR_SEED: 'x' }, file: 'tls: 5' });
    for (const name of ['jitter', 'seed', 'tls-min', 'tls-verify'] as const)
      expect(words.isBroken(name)).toBe(true);
    expect(words.isBroken('limit')).toBe(false);
  });

  test('of a list in one variable stand on lines, and between commas where no member can have one', () => {
    const environment = { BUSYHOUR_THRESHOLD: 'a<1, b<2\nc<3', BUSYHOUR_HEADER: 'X: 1, 2\n\nY: 3' };
    const words = say({ environment });
    expect(words.get('threshold')?.value).toEqual(['a<1', 'b<2', 'c<3']);
    expect(words.get('header')?.value).toEqual(['X: 1, 2', 'Y: 3']);
  });

  test('of a map in the file are what a flag would say', () => {
    expect(say({ file: 'target: { headers: { X: "1", Y: "2" } }' }).get('header')?.value).toEqual([
      'X: 1',
      'Y: 2',
    ]);
  });

  test('that are dropped were never said', () => {
    const words = say({ flags: { limit: 3 } });
    words.drop('limit');
    expect([words.get('limit'), words.where('limit')]).toEqual([undefined, '--limit']);
  });
});
