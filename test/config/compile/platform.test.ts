// From a name to a platform: every name and alias of the registry, however it is written, and nothing else.
import { describe, expect, test } from 'bun:test';
import { Compilation } from '../../../src/config/compile/compilation.ts';
import { choosePlatform } from '../../../src/config/compile/platform.ts';
import { Words } from '../../../src/config/read/words.ts';
import { defaultOf } from '../../../src/config/settings/table.ts';
import { platforms } from '../../../src/platform/registry.ts';

function choose(name?: string) {
  const words = new Words();
  if (name !== undefined)
    words.addFlags({ values: { platform: name }, spellings: new Map(), broken: new Set() });
  const compilation = new Compilation(words);
  return { platform: choosePlatform(compilation), compilation };
}

describe('a platform', () => {
  for (const wanted of platforms) {
    for (const name of [wanted.name, ...wanted.aliases]) {
      test(`${name} is ${wanted.name}`, () => {
        for (const written of [name, name.toUpperCase(), ` ${name} `]) {
          const { platform, compilation } = choose(written);
          expect(platform).toBe(wanted);
          expect(compilation.problems).toEqual([]);
        }
      });
    }
  }

  test('of which nothing is said is the default', () =>
    expect(choose().platform.name).toBe(defaultOf('platform')));

  test('that is none is told with all that are, and what depends on it is not', () => {
    const { compilation } = choose('nowhere');
    const [problem, ...more] = compilation.problems;
    expect(more).toEqual([]);
    for (const { name, aliases } of platforms) {
      for (const each of [name, ...aliases]) expect(problem?.hint).toContain(each);
    }
    compilation.complain(['message-rate', 'platform'], 'follows from it');
    expect(compilation.problems).toHaveLength(1);
  });
});
