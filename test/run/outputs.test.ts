// The outputs of a run together: one that fails is told once and kept for the summary, the others have everything, and the
// results are where a user looks for them.
import { expect, test } from 'bun:test';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readRun } from '../../src/output/record/rebuild.ts';
import { makeRun } from '../output/fixtures.ts';
import { makeRoot } from '../output/recorded-run.ts';

test('a page that fails twice costs the run neither its record nor its end', async () => {
  const root = await makeRoot();
  const program = join(import.meta.dir, 'outputs-program.ts');
  const child = Bun.spawn([process.execPath, program, root], {
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const [stdout, stderr] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  expect(await child.exited).toBe(0);
  const { windows, events, summary } = makeRun();
  const told = stderr.split('\n');
  expect(told.filter((line) => line.includes('no words'))).toEqual([
    'busyhour: the page failed: it has no words; the run goes on',
    'failed: [{"output":"the page","problem":"it has no words","times":2}], lost: null',
  ]);
  const [name] = await readdir(root);
  const folder = join(root, name!);
  expect(told.at(-2)).toBe(folder);
  expect((await readdir(folder)).sort()).toEqual([
    'events.ndjson',
    'report.html',
    'run.json',
    'summary.json',
    'windows.ndjson',
  ]);
  expect(JSON.parse(stdout)).toEqual(JSON.parse(JSON.stringify(summary)));
  expect(await readFile(join(folder, 'summary.json'), 'utf8')).toBe(stdout);
  expect(await readFile(join(folder, 'report.html'), 'utf8')).toContain('</html>');
  let seen = 0;
  const { record } = await readRun(folder, { event: () => seen++ });
  expect([record.stats.windows, seen]).toEqual([windows.length, events.length + 2]);
});
