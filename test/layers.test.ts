// The architecture as layers.ts has it: who imports whom, that every folder is in the table, and that nothing is in a circle.
import { expect, test } from 'bun:test';
import { readdirSync } from 'node:fs';
import { INNER, LAYERS } from '../layers.ts';
import { importsOf, SRC, sourceFiles } from './source-files.ts';

/** Whoever describes the program reads its version. */
const READS_PACKAGE = ['run', 'cli'];

test('every folder of src is in the table, and nothing else', () => {
  const folders = readdirSync(SRC, { withFileTypes: true });
  expect(folders.filter((entry) => !entry.isDirectory()).map(({ name }) => name)).toEqual([]);
  expect(folders.map(({ name }) => name).sort()).toEqual(Object.keys(LAYERS).sort());
});

for (const [layer, allowed] of Object.entries(LAYERS)) {
  test(`${layer} imports only ${allowed.length === 0 ? 'itself' : allowed.join(', ')}`, () => {
    const wrong = sourceFiles().flatMap((file) => {
      if (!file.startsWith(`${layer}/`)) return [];
      return importsOf(file).flatMap((target) => {
        const folder = target.split('/')[0]!;
        if (folder === layer || allowed.includes(folder)) return [];
        if (target === '../package.json' && READS_PACKAGE.includes(layer)) return [];
        return [`${file} imports ${target}`];
      });
    });
    expect(wrong).toEqual([]);
  });
}

/** `engine/talk/exchange.ts` is of `talk`, `engine/channel.ts` of `.`. */
function partOf(file: string): string {
  const [, part = '', ...rest] = file.split('/');
  return rest.length === 0 ? '.' : part;
}

for (const [layer, parts] of Object.entries(INNER)) {
  test(`inside ${layer}, each part imports only what its row allows`, () => {
    const files = sourceFiles().filter((file) => file.startsWith(`${layer}/`));
    expect([...new Set(files.map(partOf))].sort()).toEqual(Object.keys(parts).sort());
    const wrong = files.flatMap((file) => {
      const part = partOf(file);
      const others = importsOf(file).filter((target) => target.startsWith(`${layer}/`));
      return others
        .filter((target) => partOf(target) !== part && !parts[part]!.includes(partOf(target)))
        .map((target) => `${file} imports ${target}`);
    });
    expect(wrong).toEqual([]);
  });
}

test('no file imports itself by way of others, types included', () => {
  const state = new Map<string, 'open' | 'done'>();
  const circles: string[] = [];
  const visit = (file: string, way: readonly string[]): void => {
    if (state.get(file) === 'done') return;
    if (state.get(file) === 'open') {
      circles.push([...way.slice(way.indexOf(file)), file].join(' -> '));
      return;
    }
    state.set(file, 'open');
    for (const target of importsOf(file)) if (target.endsWith('.ts')) visit(target, [...way, file]);
    state.set(file, 'done');
  };
  for (const file of sourceFiles()) visit(file, []);
  expect(circles).toEqual([]);
});
