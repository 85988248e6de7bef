// The commands that only tell: doctor, schema, --version and every --help, through the real command line.
import { describe, expect, setDefaultTimeout, test } from 'bun:test';
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { busyhour, startProgram, temporaryFolder } from './cli.ts';
import { LAUNCHER } from './processes.ts';

setDefaultTimeout(60_000); // for a machine that is busy with other things

const COMMANDS = ['run', 'simulate', 'demo', 'report', 'doctor', 'schema'];
const PACKAGE = JSON.parse(readFileSync(resolve(import.meta.dir, '../../package.json'), 'utf8')) as {
  version: string;
  optionalDependencies: Record<string, string>;
};

/** Standard output of a command that must pass, write nothing else, and leave nothing behind. */
async function tell(...words: string[]): Promise<string> {
  const cwd = temporaryFolder();
  const { code, stdout, stderr } = await busyhour(words, {}, cwd);
  expect({ code, stderr, left: readdirSync(cwd) }).toEqual({ code: 0, stderr: '', left: [] });
  expect(stdout).toEndWith('\n');
  return stdout;
}

describe('doctor', () => {
  test('a small load: every check named and good', async () => {
    const text = await tell('doctor', '--connections', '10');
    for (const check of ['files', 'ports', 'memory', 'cores', 'system']) {
      expect(text).toMatch(new RegExp(`^  (ok  |warn)  ${check}: `, 'm'));
    }
    expect(text).toContain('10 connections');
    expect(text).toEndWith('This machine can bear that.\n');
  });

  test('a load beyond the ports of one address: exit 2, with what to change in numbers', async () => {
    const { code, stdout } = await busyhour(['doctor', '--connections', '500000', '--workers', '100']);
    expect(code).toBe(2);
    expect(stdout).toMatch(/^ {2}FAIL {2}ports: .*too few for 500,000 connections/m);
    expect(stdout).toMatch(/--source-address/);
    expect(stdout).toEndWith('This machine cannot bear that as it is.\n');
  });

  test('few file descriptors: it says how many there are, and how many it takes', async () => {
    const { code, stdout } = await startProgram('sh', [
      '-c',
      'ulimit -n 256; exec node "$@"',
      'sh',
      ...[LAUNCHER, 'doctor', '--connections', '1000', '--workers', '1'],
    ]).result;
    expect(code).toBe(2);
    expect(stdout).toMatch(/FAIL {2}files: a process may open 256, too few for 1,000 connections/);
    expect(stdout).toContain('ulimit -n 1064');
  });
});

test('schema: a JSON Schema, whole, that knows the keys of the file', async () => {
  const schema = JSON.parse(await tell('schema')) as Record<string, unknown>;
  expect(schema.$schema).toMatch(/^https?:\/\/json-schema\.org\//);
  expect(schema).toMatchObject({ type: 'object', additionalProperties: false });
  expect(Object.keys(schema.properties as object)).toContain('target');
});

for (const word of ['--version', '-V', 'version']) {
  test(`${word}: this version, and the Bun it is pinned to`, async () => {
    const bun = PACKAGE.optionalDependencies['@oven/bun-linux-x64'];
    expect(await tell(word)).toBe(`busyhour ${PACKAGE.version} (Bun ${bun})\n`);
  });
}

describe('help', () => {
  const asked = [[], ['help'], ['--help'], ['-h'], ...COMMANDS.map((name) => [name, '--help'])];
  for (const words of asked) {
    test(`busyhour ${words.join(' ')}: within 80 columns`, async () => {
      const text = await tell(...words);
      expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
      expect(text).toContain(`Usage: busyhour ${words.length === 2 ? words[0] : 'COMMAND'}`);
    });
  }

  test('the overview names every command, and `help COMMAND` is `COMMAND --help`', async () => {
    const overview = await tell();
    for (const name of COMMANDS) expect(overview).toMatch(new RegExp(`^  ${name} +[A-Z]`, 'm'));
    expect(await tell('help', 'report')).toBe(await tell('report', '--help'));
  });
});
