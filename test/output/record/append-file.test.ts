// A file that only grows: what was added is on the disk after a flush, in order, and counted until then.
import { expect, test } from 'bun:test';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppendFile } from '../../../src/output/record/append-file.ts';
import { makeRoot } from '../recorded-run.ts';

test('has on the disk what was flushed, after what was there before', async () => {
  const path = join(await makeRoot(), 'x.ndjson');
  await writeFile(path, 'old\n');
  const file = await AppendFile.open(path);
  file.add('one');
  file.add('zwei \u00fc');
  expect(file.waitingChars).toBe(11);
  expect(await readFile(path, 'utf8')).toBe('old\n');
  await file.flush();
  expect(file.waitingChars).toBe(0);
  await file.flush();
  expect(await readFile(path, 'utf8')).toBe('old\none\nzwei \u00fc\n');
  await file.close();
});

test.skipIf(!existsSync('/dev/full'))(
  'says what the disk says, and keeps nothing for a second try',
  async () => {
    const file = await AppendFile.open('/dev/full');
    file.add('x');
    expect(await file.flush().catch((error: unknown) => error)).toMatchObject({ code: 'ENOSPC' });
    expect(file.waitingChars).toBe(0);
    await file.close();
  },
);
