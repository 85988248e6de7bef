// run.json, from before the run to its end.
import { expect, test } from 'bun:test';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { NO_FACTS } from '../../../src/metrics/record/facts.ts';
import { RunFile } from '../../../src/output/record/run-file.ts';
import { makeRunInfo } from '../fixtures.ts';
import { makeRoot } from '../recorded-run.ts';

const startedAt = '2026-11-20T10:00:01.000Z';
const info = makeRunInfo();

async function started() {
  const root = await makeRoot();
  const path = join(root, 'run.json');
  const file = new RunFile(path);
  await file.start(info);
  return { root, file, read: async () => JSON.parse(await readFile(path, 'utf8')) };
}

test('has its clock once that is known, and the first dials at the end', async () => {
  const { root, file, read } = await started();
  file.note(NO_FACTS, false);
  await file.flush();
  expect(await read()).toEqual(info);
  file.note({ ...NO_FACTS, startedAt, firstDialUs: { 0: 7 } }, false);
  file.note({ ...NO_FACTS, startedAt, firstDialUs: { 0: 7, 1: 9 } }, false);
  await file.flush();
  expect(await read()).toEqual({ ...info, clock: { startedAt, firstDialUs: {} } });
  file.note({ ...NO_FACTS, startedAt, firstDialUs: { 0: 7, 1: 9 } }, true);
  await file.flush();
  expect(await read()).toEqual({ ...info, clock: { startedAt, firstDialUs: { 0: 7, 1: 9 } } });
  expect(await readdir(root)).toEqual(['run.json']);
});

test('that cannot be written anew stops nothing', async () => {
  const { root, file } = await started();
  await rm(root, { recursive: true });
  file.note({ ...NO_FACTS, startedAt }, false);
  await file.flush();
  expect(await readdir(root).catch(() => 'gone')).toBe('gone');
});
