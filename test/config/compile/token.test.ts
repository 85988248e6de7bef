// The token: whose word counts, what is no token, and that not one character of it enters a message.
import { describe, expect, test } from 'bun:test';
import { Compilation } from '../../../src/config/compile/compilation.ts';
import { chooseToken } from '../../../src/config/compile/token.ts';
import type { Value } from '../../../src/config/kind.ts';
import { Files } from '../../../src/config/read/files.ts';
import { Words } from '../../../src/config/read/words.ts';
import { plain } from '../../../src/platform/plain/plain.ts';
import type { Platform, TokenPlacement } from '../../../src/platform/platform.ts';

const taking = (placement: TokenPlacement): Platform => ({
  ...plain,
  name: 'asker',
  presets: { ...plain.presets, token: { value: placement, source: 'busyhour' } },
});

interface Case {
  readonly placement?: TokenPlacement;
  readonly flags?: Record<string, Value>;
  readonly variable?: string;
  readonly loopback?: boolean;
}

function choose({ placement = 'query', flags = {}, variable, loopback = false }: Case) {
  const words = new Words();
  words.addFlags({ values: flags, spellings: new Map(), broken: new Set() });
  const compilation = new Compilation(words);
  const files = new Files((path) => (path === '/t' ? 'from-file\n' : ' '), '/');
  const choice = chooseToken(compilation, taking(placement), files, variable, loopback);
  return { ...choice, notes: compilation.notes, problems: compilation.problems };
}

describe('the token', () => {
  test('of a file is nearer than that of the environment', () => {
    expect(choose({ flags: { 'token-file': '/t' }, variable: 'from-variable' })).toMatchObject({
      placement: 'query',
      token: 'from-file',
    });
    expect(choose({ variable: ' from-variable ' }).token).toBe('from-variable');
  });

  test("goes where the user says, else where the platform's preset says", () => {
    expect(choose({ variable: 'x', flags: { 'token-placement': 'frame' } }).placement).toBe('frame');
    expect(choose({ variable: 'x', placement: 'header' }).placement).toBe('header');
  });

  test('is not asked for on this machine, unless a placement was', () => {
    expect(choose({ loopback: true })).toMatchObject({ placement: 'none', token: undefined, problems: [] });
    expect(choose({ loopback: true, flags: { 'token-placement': 'query' } }).problems).toMatchObject([
      { code: 'E_TOKEN', where: 'BUSYHOUR_TOKEN' },
    ]);
    expect(choose({}).problems).toMatchObject([{ code: 'E_TOKEN' }]);
  });

  const bad: [string, string][] = [
    ['s3cret s3cret', 'the token has a space, a line break or a character outside ASCII'],
    ['s3cr\u00e9t', 'the token has a space, a line break or a character outside ASCII'],
    ['s3cret'.repeat(11_000), 'the token is longer than 65536 characters'],
  ];
  for (const [variable, what] of bad) {
    test(`${what}: told without it`, () => {
      const { token, problems } = choose({ variable });
      expect(token).toBeUndefined();
      expect(problems.map((problem) => problem.what)).toEqual([what]);
      expect(JSON.stringify(problems)).not.toContain('s3cr');
    });
  }
});
