// What the documents say where to look is there: every path of this repository that they name in code style.
import { expect, test } from 'bun:test';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dir, '..');
const PATH = /`((?:src|test|bench|docs|scripts|bin|accuracy|endurance|fuzz)\/[A-Za-z0-9_./-]+)`/g;

for (const document of ['ARCHITECTURE.md', 'CONTRIBUTING.md', 'README.md']) {
  test(`${document} names no path that is not there`, () => {
    const named = [...readFileSync(join(ROOT, document), 'utf8').matchAll(PATH)].map(([, path]) => path!);
    expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
}
