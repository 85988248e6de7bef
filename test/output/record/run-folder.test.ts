// The names of run folders and their files: what a user's words become, and what happens where none can be made.
import { describe, expect, test } from 'bun:test';
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { AppError } from '../../../src/base/app-error.ts';
import { createRunFolder, sanitizeName, writeJsonAtomically } from '../../../src/output/record/run-folder.ts';
import { makeRoot } from '../recorded-run.ts';

const at = new Date('2026-11-24T02:58:00.400Z');

describe('a run folder', () => {
  test('is named after its time and its run, with a suffix where that is taken', async () => {
    const root = join(await makeRoot(), 'deep', 'runs');
    const paths = [];
    for (let i = 0; i < 3; i++) paths.push(await createRunFolder(root, 'Évening Run!', at));
    const base = '20261124T025800Z-evening-run';
    expect(paths).toEqual([base, `${base}-2`, `${base}-3`].map((name) => join(root, name)));
    expect((await readdir(root)).sort()).toEqual(paths.map((path) => basename(path)).sort());
  });

  test('has a name that every file system takes', () => {
    expect(['../../etc', '', '---', 'A  b', 'con/..', '\u0000', '非常'].map(sanitizeName)).toEqual([
      'etc',
      'run',
      'run',
      'a-b',
      'con',
      'run',
      'run',
    ]);
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-composite', maxLength: 100 }), (name) => {
        expect(sanitizeName(name)).toMatch(/^[a-z0-9]([a-z0-9-]{0,58}[a-z0-9])?$/);
      }),
    );
  });

  test('that cannot be made is a usage error with a way out', async () => {
    const file = join(await makeRoot(), 'runs');
    await writeFile(file, '');
    const error = await createRunFolder(file, 'evening', at).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({
      code: 'E_RUN_FOLDER',
      exitCode: 2,
      hint: expect.stringContaining('--out'),
    });
    expect((error as AppError).message).toBe(
      `the run folder ${file} cannot be written: a part of that path is a file, not a folder`,
    );
  });

  test.skipIf(!existsSync('/proc/self'))(
    'that its root does not take is the same error, at once',
    async () => {
      const error = await createRunFolder('/proc', 'evening', at).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({
        code: 'E_RUN_FOLDER',
        message: 'the run folder /proc cannot be written: it is not there',
      });
    },
  );

  test('gets its files whole or not at all', async () => {
    const root = await makeRoot();
    const path = join(root, 'summary.json');
    await writeJsonAtomically(path, { a: 1 });
    await writeJsonAtomically(path, { a: 2 });
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({ a: 2 });
    await expect(writeJsonAtomically(path, { a: 3n })).rejects.toThrow();
    await expect(writeJsonAtomically(join(root, 'gone', 'x.json'), 1)).rejects.toThrow();
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({ a: 2 });
    expect(await readdir(root)).toEqual(['summary.json']);
  });
});
