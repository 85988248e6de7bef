// kill -9 of each process of a run: nothing keeps loading the target, what was recorded can be read back, and what
// was lost is counted and named.
import { expect, setDefaultTimeout } from 'bun:test';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { simulate } from '../simulator/rig.ts';
import { until } from '../until.ts';
import { busyhour, readSummary, runFolder, type Started, start, temporaryFolder } from './cli.ts';
import { allGone, mainOf, processesOf, type RunProcesses, testOnLinux, workersOf } from './processes.ts';
import { expectSumsAddUp } from './sums.ts';

setDefaultTimeout(60_000); // for a machine that is busy with other things

const CONNECTIONS = 10;
/** What a worker may take to notice that its main process is gone, with room for a busy machine. */
const ORPHAN_MS = 3_000;

interface Playing {
  readonly started: Started;
  readonly processes: RunProcesses;
  readonly folder: string;
  readonly cwd: string;
}

/** A run whose first seconds are recorded: `windows` of them. */
async function play(url: string, words: readonly string[], workers = 2, windows = 1): Promise<Playing> {
  const cwd = temporaryFolder();
  const load = ['--connections', String(CONNECTIONS), '--message-rate', '5', '--jitter', '0s-50ms'];
  const started = start(
    ['run', '--url', url, '--workers', String(workers), '--quiet', ...load, ...words],
    {},
    cwd,
  );
  const processes = await processesOf(started, workers);
  const folder = await until(
    () => readdirSync(join(cwd, 'runs'), { encoding: 'utf8' }).at(0),
    'a run folder',
  );
  const playing = { started, processes, cwd, folder: join(cwd, 'runs', folder) };
  await until(() => recorded(playing).length >= windows, `${windows} recorded windows`);
  return playing;
}

interface RecordedWindow {
  readonly counters: Readonly<Record<string, number>>;
}

/** The windows that are whole in the journal. */
function recorded({ folder }: Pick<Playing, 'folder'>): RecordedWindow[] {
  const path = join(folder, 'windows.ndjson');
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as RecordedWindow);
}

const sum = (windows: readonly RecordedWindow[], counter: string) =>
  windows.reduce((total, { counters }) => total + (counters[counter] ?? 0), 0);

testOnLinux('the main process: its workers end by themselves, and the folder reads back', async () => {
  const simulator = await simulate('plain');
  const playing = await play(simulator.url, ['--duration', '10m'], 2, 2);
  process.kill(playing.processes.main, 'SIGKILL');
  expect(await allGone(playing.processes)).toBeLessThan(ORPHAN_MS);
  await until(async () => (await simulator.stats()).open === 0, 'the end of every connection');
  expect((await simulator.stats()).accepted).toBe(CONNECTIONS);
  const { code, stderr } = await playing.started.result;
  expect(code).toBe(5);
  expect(stderr).toContain('ended by SIGKILL');
  expect(stderr).toContain('busyhour report');
  expect(existsSync(join(playing.folder, 'summary.json'))).toBe(false);

  const windows = recorded(playing);
  const rebuilt = await busyhour(['report', playing.folder], {}, playing.cwd);
  const summary = readSummary(playing.folder, rebuilt);
  expect(runFolder(rebuilt, playing.cwd)).toBe(playing.folder);
  expect(rebuilt.stdout).toContain('cut off');
  expect(summary.run.ending).toBe('recovered');
  expect(summary.verdict.reasons.map((reason) => reason.code)).toContain('journal-gap');
  expect(summary.verdict.validity).not.toBe('VALID');
  expect(summary.connections).toMatchObject({
    asked: CONNECTIONS,
    opened: CONNECTIONS,
    openAtEnd: CONNECTIONS,
  });
  expect(summary.messages.sent).toBe(sum(windows, 'messagesSent'));
  expect(summary.messages.sent).toBeGreaterThan(0);
  expect(summary.run.durationUs).toBeGreaterThan(1_900_000);
  expect(readFileSync(join(playing.folder, 'report.html'), 'utf8')).toContain('</html>');
});

testOnLinux('the launcher: the run ends by itself, with a whole report', async () => {
  const simulator = await simulate('plain');
  const playing = await play(simulator.url, ['--duration', '10m']);
  process.kill(playing.processes.launcher, 'SIGKILL');
  await allGone(playing.processes);
  const result = await playing.started.result;
  const summary = readSummary(playing.folder, result);
  expectSumsAddUp(summary);
  expect(summary.run.ending).toBe('interrupted');
  expect(summary.connections).toMatchObject({ opened: CONNECTIONS, closed: 0, openAtEnd: CONNECTIONS });
  expect(readFileSync(join(playing.folder, 'report.html'), 'utf8')).toContain('</html>');
  // Every connection was told goodbye, none was just dropped.
  expect((await simulator.stats()).closes).toEqual({ '1000': CONNECTIONS });
});

testOnLinux('one worker of two: the run goes on, its connections are lost, counted and named', async () => {
  const simulator = await simulate('plain');
  const playing = await play(simulator.url, ['--duration', '3s']);
  process.kill(playing.processes.workers[0]!, 'SIGKILL');
  await until(
    async () => (await simulator.stats()).open === CONNECTIONS / 2,
    'the end of half of the connections',
  );
  const { messagesReceived } = await simulator.stats();
  await until(
    async () => (await simulator.stats()).messagesReceived > messagesReceived,
    'messages of the other half',
  );
  const result = await playing.started.result;
  await allGone(playing.processes);
  const summary = readSummary(playing.folder, result);
  expectSumsAddUp(summary);
  expect(result.code).toBe(3);
  expect(summary.run.ending).toBe('completed');
  expect(summary.verdict).toMatchObject({ validity: 'INVALID', passed: false });
  expect(summary.verdict.reasons[0]!.code).toBe('worker-lost');
  expect(summary.connections).toMatchObject({
    asked: CONNECTIONS,
    opened: CONNECTIONS,
    closes: { 'worker-lost': CONNECTIONS / 2 },
    openAtEnd: CONNECTIONS / 2,
    churnPerMinute: 0,
  });
  expect(result.stdout).toContain('worker process died');
  const events = readFileSync(join(playing.folder, 'events.ndjson'), 'utf8');
  expect(events).toMatch(/"kind":"worker","worker":0,.*"how":"ended by SIGKILL"/);
});

testOnLinux('the only worker: the run has nothing left to play, and says that it failed', async () => {
  const simulator = await simulate('plain');
  const playing = await play(simulator.url, ['--duration', '10m'], 1);
  process.kill(playing.processes.workers[0]!, 'SIGKILL');
  const result = await playing.started.result;
  await allGone(playing.processes);
  const summary = readSummary(playing.folder, result);
  expectSumsAddUp(summary);
  expect(result.code).toBe(3);
  expect(summary.run.ending).toBe('failed');
  expect(summary.verdict.reasons[0]!.code).toBe('worker-lost');
  expect(summary.connections).toMatchObject({
    opened: CONNECTIONS,
    closes: { 'worker-lost': CONNECTIONS },
    openAtEnd: 0,
  });
});

testOnLinux('a worker before it was ready: told at once, exit 5', async () => {
  const started = start(['run', '--url', 'ws://127.0.0.1:1/', '--workers', '2', '--duration', '10m']);
  const main = await until(() => mainOf(started.process.pid!), 'a main process');
  const worker = await until(() => workersOf(main)[0], 'a worker');
  process.kill(worker, 'SIGKILL');
  const { code, stderr } = await started.result;
  expect(stderr).toContain('a worker process ended by SIGKILL before it was ready');
  expect(stderr).toContain('[E_WORKER]');
  expect(code).toBe(5);
});

testOnLinux('a worker that hangs does not hold up an interrupted run', async () => {
  const simulator = await simulate('plain');
  const playing = await play(simulator.url, ['--duration', '10m']);
  process.kill(playing.processes.workers[1]!, 'SIGSTOP');
  const from = performance.now();
  process.kill(playing.processes.launcher, 'SIGINT');
  const result = await playing.started.result;
  const tookMs = performance.now() - from;
  await allGone(playing.processes);
  expect(result.code).toBe(130);
  expect(tookMs).toBeLessThan(5_000);
  const summary = readSummary(playing.folder, result);
  expectSumsAddUp(summary);
  expect(summary.verdict.reasons.map((reason) => reason.code)).toContain('worker-lost');
  expect(summary.connections).toMatchObject({
    openAtEnd: CONNECTIONS / 2,
    closes: { 'worker-lost': CONNECTIONS / 2 },
  });
});
