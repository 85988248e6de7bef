// `npm run accuracy` and `npm run repeatability` as commands: each plays a little and tells of it in a table. Whether
// their figures are good is the measuring tests' matter.
import { expect, setDefaultTimeout } from 'bun:test';
import { C_COMPILER, LINUX_HEADERS, testWith } from '../component.ts';
import { startProgram } from './cli.ts';
import { testOnLinux } from './processes.ts';

setDefaultTimeout(180_000);

const ROOT = `${import.meta.dir}/../..`;

testOnLinux('npm run repeatability: two runs of one seed play one schedule', async () => {
  const words = ['bin/bun.js', 'accuracy/repeatability.ts', '--quick', '--seed', '5'];
  const { code, stdout, stderr } = await startProgram('node', words, {}, ROOT).result;
  expect(stdout, stderr).toMatch(/^one schedule in all runs: [0-9a-f]{8,}$/m);
  expect(stdout).toMatch(/^ +2 .* 20 +\d+ .*[0-9a-f]{8,}$/m);
  expect(stdout).toMatch(/^max\/min - 1( +\d+\.\d %){4}$/m);
  expect(code).toBe(0);
});

testWith(
  [C_COMPILER, LINUX_HEADERS],
  'npm run accuracy: a table, with what is met and what is not',
  async () => {
    const words = ['bin/bun.js', 'accuracy/main.ts', '--quick', '--only', 'holds', '--holds', '5'];
    const { code, stdout, stderr } = await startProgram('node', words, {}, ROOT).result;
    expect(stdout, stderr).toMatch(/^held 5 ms, p50( +\d+\.\d{3} ms){4} +<= 0\.300 ms +(NOT MET|met)$/m);
    expect(stdout).toMatch(/^held 5 ms, p99( +\d+\.\d{3} ms){4} +<= 1\.000 ms +(NOT MET|met)$/m);
    expect(stdout).toMatch(/^one round, load average \d/m);
    expect(code).toBe(0);
  },
);
