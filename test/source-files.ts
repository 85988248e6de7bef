// The files of src/ and what they import, read as text: for the tests that hold the house to its drawing.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

export const SRC = resolve(import.meta.dir, '../src');
const IMPORT = /^\s*(?:import|export)\s[^;]*?from\s+'([^']+)'/gms;

/** Paths from `src/`, with forward slashes. */
export function sourceFiles(folder = SRC): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(ts|js)$/.test(entry.name))
    .map((entry) => relative(SRC, join(entry.parentPath, entry.name)));
}

/** What a file imports by a relative path, types included; from `src/`. */
export function importsOf(file: string): string[] {
  const path = join(SRC, file);
  return [...readFileSync(path, 'utf8').matchAll(IMPORT)].flatMap(([, target]) =>
    target!.startsWith('.') ? [relative(SRC, resolve(dirname(path), target!))] : [],
  );
}

export function linesOf(file: string): number {
  return readFileSync(join(SRC, file), 'utf8').split('\n').length - 1;
}

export function hasTest(file: string): boolean {
  return existsSync(resolve(SRC, '../test', file.replace(/\.ts$/, '.test.ts')));
}
