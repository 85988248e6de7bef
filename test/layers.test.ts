// The architecture as layers.ts has it: who imports whom, and that every folder is in the table.
import { expect, test } from 'bun:test';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { LAYERS } from '../layers.ts';

const SRC = resolve(import.meta.dir, '../src');
const IMPORT = /^\s*(?:import|export)\s[^;]*?from\s+'([^']+)'/gms;

function filesOf(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
}

test('every folder of src is in the table, and nothing else', () => {
  const folders = readdirSync(SRC, { withFileTypes: true });
  expect(folders.filter((entry) => !entry.isDirectory()).map(({ name }) => name)).toEqual([]);
  for (const { name } of folders) expect(Object.keys(LAYERS)).toContain(name);
});

for (const [layer, allowed] of Object.entries(LAYERS)) {
  test(`${layer} imports only ${allowed.length === 0 ? 'itself' : allowed.join(', ')}`, () => {
    const wrong: string[] = [];
    for (const file of filesOf(join(SRC, layer))) {
      for (const [, target] of readFileSync(file, 'utf8').matchAll(IMPORT)) {
        if (!target!.startsWith('.')) continue;
        const folder = relative(SRC, resolve(dirname(file), target!)).split('/')[0]!;
        const isOutside = folder === '..';
        if (folder === layer || allowed.includes(folder) || (isOutside && ['run', 'cli'].includes(layer)))
          continue;
        wrong.push(`${relative(SRC, file)} imports ${target}`);
      }
    }
    expect(wrong).toEqual([]);
  });
}
