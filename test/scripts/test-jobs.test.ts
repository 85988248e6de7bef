// What the test run tells of its jobs: each failure by its name and with all that was said, whatever way it failed.
import { expect, test } from 'bun:test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { play, stepJob, testJob } from '../../scripts/test-jobs.js';

const FILES = {
  'good.test.ts': `test('holds', () => {}); test.skip('not here', () => {});`,
  'bad.test.ts': `describe('a <b> & "c"', () => {
    test('holds', () => {});
    test('fails', () => { console.log('said before'); expect(1).toBe(2); });
    test('takes long', () => new Promise(() => {}), 20);
  });`,
  'broken.test.ts': `import './none.ts'; test('never', () => {});`,
  'killed.test.ts': `test('dies', () => process.kill(process.pid, 'SIGKILL'));`,
};

async function playFiles(...names: (keyof typeof FILES)[]) {
  const folder = mkdtempSync(join(tmpdir(), 'busyhour-jobs-'));
  try {
    const head = `import { describe, expect, test } from 'bun:test';\n`;
    for (const name of names) writeFileSync(join(folder, name), head + FILES[name]);
    return await testJob('job', process.execPath, names, [], folder)();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('counts what passed and what was skipped', async () => {
  expect(await playFiles('good.test.ts')).toMatchObject({ name: 'job', passed: 1, skipped: 1, failures: [] });
});

test('names each failure as it is written, and keeps all that was said', async () => {
  const { passed, failures, output } = await playFiles('good.test.ts', 'bad.test.ts');
  expect(passed).toBe(2);
  expect(failures).toEqual([`bad.test.ts > a <b> & "c" > fails`, `bad.test.ts > a <b> & "c" > takes long`]);
  for (const words of ['said before', 'Expected: 2', 'timed out']) expect(output).toContain(words);
});

test('a file that cannot be loaded is a failure, beside others too', async () => {
  const told = ['broken.test.ts: an error between its tests'];
  expect((await playFiles('broken.test.ts')).failures).toEqual(told);
  const both = await playFiles('broken.test.ts', 'good.test.ts');
  expect([both.passed, both.failures]).toEqual([1, told]);
});

test('a process that dies is a failure, and says by what', async () => {
  const { failures, output } = await playFiles('killed.test.ts');
  expect(failures).toEqual(['job: it did not end as it should']);
  expect(output).toContain('ended by SIGKILL');
});

test('a step is one test; a program that is not there fails it', async () => {
  const step = (script: string) => stepJob('step', process.execPath, ['-e', script], '.')();
  expect(await step('')).toMatchObject({ passed: 1, failures: [] });
  expect(await step('console.error("why"); process.exit(3)')).toMatchObject({
    passed: 0,
    failures: ['step'],
    output: 'why\n',
  });
  expect(await stepJob('step', '/none', [], '.')()).toMatchObject({ failures: ['step'] });
});

test('plays so many at a time, and in their order', async () => {
  const log: string[] = [];
  let running = 0;
  let most = 0;
  const jobs = ['a', 'b', 'c', 'd', 'e'].map((name) => async () => {
    most = Math.max(most, ++running);
    log.push(name);
    await new Promise((resolve) => setImmediate(resolve));
    running--;
    return { name, output: '', passed: 1, skipped: 0, failures: [] };
  });
  const ended: string[] = [];
  await play(jobs, 2, ({ name }) => ended.push(name));
  expect(log).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect(ended.toSorted()).toEqual(log);
  expect(most).toBe(2);
});
