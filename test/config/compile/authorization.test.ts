// Who allowed the load: nobody needs to on this machine, somebody everywhere else, with a ticket at a known vendor's.
import { describe, expect, test } from 'bun:test';
import { checkAuthorization } from '../../../src/config/compile/authorization.ts';
import { Compilation } from '../../../src/config/compile/compilation.ts';
import { Words } from '../../../src/config/read/words.ts';

function check(host: string, who?: string) {
  const words = new Words();
  if (who !== undefined) {
    words.addFlags({ values: { authorized: who }, spellings: new Map(), broken: new Set() });
  }
  const compilation = new Compilation(words);
  return { by: checkAuthorization(compilation, host), ...compilation };
}

describe('a load', () => {
  test('of this machine needs nobody, and keeps who is named', () => {
    for (const host of ['127.0.0.1', '127.9.9.9', '::1', 'localhost']) {
      expect(check(host)).toMatchObject({ by: null, problems: [], notes: [] });
    }
    expect(check('localhost', ' Jane ').by).toBe('Jane');
  });

  test('of any other machine needs a name', () => {
    const { problems } = check('h.example');
    expect(problems.map(({ where, code }) => [where, code])).toEqual([['--authorized', 'E_AUTHORIZATION']]);
    expect(check('h.example', 'Jane')).toMatchObject({ by: 'Jane', problems: [], notes: [] });
  });

  test("of a vendor's is told whose approval it needs, until a ticket's number is named", () => {
    expect(check('x.pure.cloud').problems[0]?.what).toContain('it belongs to Genesys');
    expect(check('x.pure.cloud', 'Jane').notes).toHaveLength(1);
    expect(check('x.pure.cloud', 'Jane, ticket 4711').notes).toEqual([]);
  });
});
