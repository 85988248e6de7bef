// What a terminal allows, by its environment.
import { expect, test } from 'bun:test';
import { lookOf } from '../../../src/output/terminal/look.ts';

const utf8 = { LANG: 'en_US.UTF-8', TERM: 'xterm-256color' };
const cases: [
  string,
  Record<string, string>,
  boolean,
  { isTty: boolean; color: boolean; unicode: boolean },
][] = [
  ['a terminal', utf8, true, { isTty: true, color: true, unicode: true }],
  ['a pipe', utf8, false, { isTty: false, color: false, unicode: true }],
  ['NO_COLOR', { ...utf8, NO_COLOR: '1' }, true, { isTty: true, color: false, unicode: true }],
  ['an empty NO_COLOR', { ...utf8, NO_COLOR: '' }, true, { isTty: true, color: true, unicode: true }],
  ['CI', { ...utf8, CI: 'true' }, true, { isTty: false, color: false, unicode: true }],
  ['CI=false', { ...utf8, CI: 'false' }, true, { isTty: true, color: true, unicode: true }],
  ['a dumb terminal', { ...utf8, TERM: 'dumb' }, true, { isTty: false, color: false, unicode: true }],
  [
    'the C locale',
    { LC_ALL: 'C', LANG: 'en_US.UTF-8', TERM: 'x' },
    true,
    { isTty: true, color: true, unicode: false },
  ],
  [
    'LC_CTYPE before LANG',
    { LC_CTYPE: 'C.utf8', LANG: 'C', TERM: 'x' },
    true,
    { isTty: true, color: true, unicode: true },
  ],
  ['no locale at all', { TERM: 'x' }, true, { isTty: true, color: true, unicode: false }],
];
for (const [name, environment, isTTY, expected] of cases) {
  test(name, () => expect(lookOf(environment, { isTTY })).toEqual(expected));
}
