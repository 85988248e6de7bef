// docs/errors.md against the code: every AppErrorCode and every exit code has its line, and nothing else has one.
import { expect, test } from 'bun:test';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { EXIT } from '../../src/base/app-error.ts';

const ROOT = resolve(import.meta.dir, '../..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
/** The union is a type, so its members are read where they are written. */
const CODES = [...read('src/base/app-error.ts').matchAll(/\| '(E_[A-Z_]+)'/g)].map((match) => match[1]!);

/** The cells of each table row below a heading. */
function rowsBelow(heading: string): string[][] {
  const section = read('docs/errors.md').split(`\n## ${heading}\n`)[1]!.split('\n## ')[0]!;
  const lines = section.split('\n').filter((line) => /^\| +[^-]/.test(line));
  return lines.slice(1).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

test('every code is there once, in the order of the union, with an exit code and what to do', () => {
  expect(CODES.length).toBeGreaterThan(5);
  const rows = rowsBelow('Codes');
  expect(rows.map(([code]) => code)).toEqual(CODES.map((code) => `\`${code}\``));
  for (const [code, exit, meaning, remedy, ...more] of rows) {
    expect(exit!.split(' or ').filter((text) => text !== '2' && text !== '5')).toEqual([]);
    expect({ code, words: meaning!.length > 10 && remedy!.length > 10, more }).toEqual({
      code,
      words: true,
      more: [],
    });
  }
});

test('every exit code is there, and no other', () => {
  expect(rowsBelow('Exit codes').map(([code]) => Number(code))).toEqual(Object.values(EXIT));
});

test('every code is used', () => {
  const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' });
  const sources = files.filter((name) => name.endsWith('.ts') && !name.endsWith('app-error.ts'));
  const all = sources.map((name) => read(join('src', name))).join('\n');
  expect(CODES.filter((code) => !all.includes(`'${code}'`))).toEqual([]);
});
