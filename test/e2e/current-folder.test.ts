// Nothing in the folder that busyhour is started from may change what it does, but what the user names: neither the
// runtime's own files there, whose code would run with the token in reach, nor a .env.
import { expect, setDefaultTimeout, test } from 'bun:test';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { simulate, start, temporaryFolder } from './cli.ts';

setDefaultTimeout(60_000);

/** A folder that would run code of its own in every process, and answer for the user. */
function planted(): { cwd: string; marks: () => string } {
  const cwd = temporaryFolder();
  const mark = join(cwd, 'marks');
  writeFileSync(join(cwd, 'bunfig.toml'), 'preload = ["./planted.ts"]\n');
  const code = `require('node:fs').appendFileSync(${JSON.stringify(mark)}, process.argv.join(' ') + '\\n');\n`;
  writeFileSync(join(cwd, 'planted.ts'), code);
  const words = [
    'URL=ws://127.0.0.1:1',
    'TOKEN=planted',
    'AUTHORIZED=nobody',
    'CONNECTIONS=3',
    'NAME=planted',
  ];
  writeFileSync(join(cwd, '.env'), words.map((word) => `BUSYHOUR_${word}\n`).join(''));
  return { cwd, marks: () => (existsSync(mark) ? readFileSync(mark, 'utf8') : '') };
}

test('a run in a folder with a bunfig.toml and a .env is the run that was asked for', async () => {
  const simulator = await simulate([]);
  const { cwd, marks } = planted();
  const words = [
    'run',
    '--url',
    simulator.url,
    '--connections',
    '2',
    '--duration',
    '2s',
    '--workers',
    '2',
    '--json',
  ];
  const { code, stdout } = await start(words, {}, cwd).result;
  expect(marks()).toBe('');
  const { run, connections } = JSON.parse(stdout);
  expect([code, connections.opened]).toEqual([0, 2]);
  expect(run.target).toContain(simulator.url.replace(/\/$/, ''));
  expect(run.name).not.toBe('planted');
});

test('neither answers for who did not', async () => {
  const { cwd, marks } = planted();
  const { code, stderr } = await start(['run'], {}, cwd).result;
  expect([code, marks()]).toEqual([2, '']);
  expect(stderr).toContain('is missing: the address to load');
});

test('a simulator of several processes runs none of it', async () => {
  const { cwd, marks } = planted();
  const started = start(['demo', '--connections', '4', '--duration', '1s', '--quiet'], {}, cwd);
  expect((await started.result).code).toBeOneOf([0, 1, 3]);
  expect(marks()).toBe('');
});
