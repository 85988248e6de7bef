// Whoever stops reading costs a run nothing: a pipe that is closed or stalls, a stream that was never there, a terminal
// that stops, or goes away. The folder is complete, the exit code the run's own, and nobody sees a stack trace.
import { expect, setDefaultTimeout } from 'bun:test';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { childrenOf, mainOf, workersOf } from '../../endurance/processes.ts';
import { findRun, readRecord } from '../../endurance/record.ts';
import { checkWords } from '../../endurance/summary-laws.ts';
import type { Summary } from '../../src/metrics/figures/shape.ts';
import { simulate } from '../simulator/rig.ts';
import { until } from '../until.ts';
import { startProgram, temporaryFolder } from './cli.ts';
import { allGone, LAUNCHER, processesOf, testOnLinux } from './processes.ts';
import { expectOwnCode, expectSumsAddUp } from './sums.ts';
import { CTRL_Q, CTRL_S, startInTerminal } from './terminals.ts';

setDefaultTimeout(120_000); // for a machine that is busy with other things

const CONNECTIONS = 10;
const LOAD = [
  '--connections',
  String(CONNECTIONS),
  '--message-rate',
  '5',
  '--jitter',
  '0s-50ms',
  '--workers',
  '2',
];
const WHOLE = ['events.ndjson', 'report.html', 'run.json', 'summary.json', 'windows.ndjson'];

function runWords(url: string, duration: string): string[] {
  return ['node', LAUNCHER, 'run', '--url', url, ...LOAD, '--duration', duration];
}

/** The one run below `cwd`, with everything that belongs into its folder. */
function wholeRun(cwd: string): { readonly folder: string; readonly summary: Summary } {
  const folder = findRun(join(cwd, 'runs'))!;
  expect(readdirSync(folder).sort()).toEqual(WHOLE);
  expect(readFileSync(join(folder, 'report.html'), 'utf8')).toContain('</html>');
  const summary = JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8')) as Summary;
  expectSumsAddUp(summary);
  return { folder, summary };
}

const NOT_WRITTEN = 'busyhour: the results could not be written to stdout: ';
const rows: readonly (readonly [what: string, line: string, told: string | null])[] = [
  ['a stdout that nobody reads', '{ "$@"; echo $? >code; } | head -c 0', 'nobody reads it any more'],
  ['no stdout', '"$@" >&-; echo $? >code', null],
  ['a stdout on a full disk', '"$@" >/dev/full; echo $? >code', 'its disk is full'],
  ['a stderr that nobody reads', '{ "$@" 2>&1 >out; echo $? >code; } | head -c 0', null],
  ['no stderr', '"$@" >out 2>&-; echo $? >code', null],
  ['a stderr on a full disk', '"$@" >out 2>/dev/full; echo $? >code', null],
  ['no streams at all', '"$@" <&- >&- 2>&-; echo $? >code', null],
];
for (const [what, line, told] of rows) {
  testOnLinux(`${what}: a whole run, and its own exit code`, async () => {
    const simulator = await simulate('plain');
    const cwd = temporaryFolder();
    const words = [...runWords(simulator.url, '1s'), '--json'];
    const { stderr } = await startProgram('sh', ['-c', line, 'sh', ...words], {}, cwd).result;
    const { summary } = wholeRun(cwd);
    expectOwnCode(Number(readFileSync(join(cwd, 'code'), 'utf8')), summary);
    expect(summary.connections).toMatchObject({ opened: CONNECTIONS, openAtEnd: CONNECTIONS });
    expect(checkWords('stderr', stderr)).toEqual([]);
    const problem = stderr.split('\n').find((said) => said.startsWith(NOT_WRITTEN));
    expect(problem?.slice(NOT_WRITTEN.length) ?? null).toBe(told);
    // Where stdout could be written it holds the very summary.
    if (existsSync(join(cwd, 'out')))
      expect(JSON.parse(readFileSync(join(cwd, 'out'), 'utf8'))).toEqual(summary);
  });
}

testOnLinux('a stdout whose reader stalls is waited for, and not against a second SIGINT', async () => {
  const simulator = await simulate('plain');
  const cwd = temporaryFolder();
  const full = 'mkfifo pipe; exec 3<>pipe; dd if=/dev/zero of=/dev/fd/3 oflag=nonblock bs=64k count=9 2>dd';
  const words = [...runWords(simulator.url, '1s'), '--json'];
  const started = startProgram('sh', ['-c', `${full}; exec "$@" >&3`, 'sh', ...words], {}, cwd);
  const processes = await processesOf(started, 2);
  const folder = await until(() => findRun(join(cwd, 'runs')), 'a run folder');
  await until(() => existsSync(join(folder, 'report.html')), 'the end of the run');
  // Nothing shows when the first was heard; two that come at once are one to the kernel.
  await until(() => {
    if (started.process.exitCode === null) process.kill(processes.launcher, 'SIGINT');
    return started.process.exitCode !== null;
  }, 'its end');
  expect((await started.result).code).toBe(130);
  await allGone(processes);
  expect(wholeRun(cwd).summary.run.ending).toBe('completed');
});

testOnLinux('a terminal that is closed: drained, reported, exit 143', async () => {
  const simulator = await simulate('plain');
  const cwd = temporaryFolder();
  const run = startInTerminal(runWords(simulator.url, '10m'), cwd);
  await until(async () => (await simulator.stats()).open === CONNECTIONS, 'ten open connections');
  await until(() => run.text.includes('stage 1 of 1'), 'a live view');
  const main = mainOf(run.child.pid)!;
  const processes = { launcher: run.child.pid, main, workers: workersOf(main) };
  run.hangUp();
  expect(await run.child.exited).toBe(143);
  expect(run.child.signalCode).toBeNull();
  await allGone(processes);
  expect(wholeRun(cwd).summary.run.ending).toBe('interrupted');
  expect((await simulator.stats()).closes).toEqual({ '1000': CONNECTIONS });
});

testOnLinux('a shell whose terminal is closed tells it twice, and the run still ends well', async () => {
  const simulator = await simulate('plain');
  const cwd = temporaryFolder();
  const shell = startInTerminal(['bash', '--norc', '--noprofile', '-i'], cwd);
  shell.type(`${runWords(simulator.url, '10m').join(' ')}\n`);
  await until(async () => (await simulator.stats()).open === CONNECTIONS, 'ten open connections');
  const launcher = childrenOf(shell.child.pid, 'busyhour.js')[0]!;
  const main = mainOf(launcher)!;
  const processes = { launcher, main, workers: workersOf(main) };
  shell.hangUp();
  await shell.child.exited;
  await allGone(processes);
  expect(wholeRun(cwd).summary.run.ending).toBe('interrupted');
  expect((await simulator.stats()).closes).toEqual({ '1000': CONNECTIONS });
});

testOnLinux('a terminal that goes away from a run in a session of its own: played to its end', async () => {
  const simulator = await simulate('plain');
  const cwd = temporaryFolder();
  const inSession = ['sh', '-c', 'setsid sh -c \'"$@"; echo $? >code\' sh "$@" & exec sleep infinity', 'sh'];
  const run = startInTerminal([...inSession, ...runWords(simulator.url, '3s')], cwd);
  await until(async () => (await simulator.stats()).open === CONNECTIONS, 'ten open connections');
  run.hangUp();
  await until(
    () => existsSync(join(cwd, 'code')) && readFileSync(join(cwd, 'code'), 'utf8') !== '',
    'its end',
  );
  const { summary } = wholeRun(cwd);
  expectOwnCode(Number(readFileSync(join(cwd, 'code'), 'utf8')), summary);
});

testOnLinux('a terminal that is stopped (Ctrl-S) holds up neither the record nor the end', async () => {
  const simulator = await simulate('plain');
  const cwd = temporaryFolder();
  const run = startInTerminal(runWords(simulator.url, '4s'), cwd);
  await until(() => run.text.includes('stage 1 of 1'), 'a live view');
  run.type(CTRL_S);
  const folder = await until(() => findRun(join(cwd, 'runs')), 'a run folder');
  await until(() => existsSync(join(folder, 'report.html')), 'the end of the run');
  const shown = run.text.length;
  expect(readRecord(folder).windows.length).toBeGreaterThanOrEqual(4);
  expect(run.child.exitCode).toBeNull();
  run.type(CTRL_Q);
  const code = await run.child.exited;
  const { summary } = wholeRun(cwd);
  expectOwnCode(code, summary);
  await until(() => run.text.slice(shown).includes(summary.verdict.validity), 'the summary on the terminal');
});

testOnLinux('a terminal that is stopped keeps nobody from ending a run', async () => {
  const simulator = await simulate('plain');
  const cwd = temporaryFolder();
  const run = startInTerminal(runWords(simulator.url, '10m'), cwd);
  await until(async () => (await simulator.stats()).open === CONNECTIONS, 'ten open connections');
  await until(() => run.text.includes('stage 1 of 1'), 'a live view');
  run.type(CTRL_S);
  process.kill(run.child.pid, 'SIGTERM');
  const folder = await until(() => findRun(join(cwd, 'runs')), 'a run folder');
  await until(() => existsSync(join(folder, 'report.html')), 'a whole report');
  process.kill(run.child.pid, 'SIGTERM');
  expect(await run.child.exited).toBe(143);
  expect(wholeRun(cwd).summary.run.ending).toBe('interrupted');
});
