// Ctrl-C and its kin, as a shell sends them: the run drains, leaves a complete report and no process behind.
// The promise is five seconds from the signal to the exit, whatever the target does; a second signal ends at once.
import { expect, setDefaultTimeout } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Summary } from '../../src/metrics/figures/shape.ts';
import { simulate } from '../simulator/rig.ts';
import { until } from '../until.ts';
import { readSummary, runFolder, type Started, start, temporaryFolder } from './cli.ts';
import { allGone, mainOf, processesOf, type RunProcesses, startGroup, testOnLinux } from './processes.ts';
import { listenForRequest, listenUpgraded, upgradeAnswer } from './raw-server.ts';
import { expectSumsAddUp } from './sums.ts';

setDefaultTimeout(60_000); // for a machine that is busy with other things

const PROMISED_MS = 5_000;
const AT_ONCE_MS = 1_000;
const CONNECTIONS = 10;
const WORDS = ['--jitter', '0s-50ms', '--connections', String(CONNECTIONS), '--workers', '2'];
const LONG = ['--duration', '10m'];

interface Playing {
  readonly started: Started;
  readonly processes: RunProcesses;
  readonly cwd: string;
}

type How = 'launcher' | 'group';

/** A run that has begun: `until` tells when it is where the test wants it. */
async function play(url: string, how: How, words: readonly string[] = LONG): Promise<Playing> {
  const cwd = temporaryFolder();
  const all = ['run', '--url', url, ...WORDS, ...words];
  const started = how === 'group' ? startGroup(all, cwd) : start(all, {}, cwd);
  return { started, processes: await processesOf(started, 2), cwd };
}

function interrupt({ processes: { launcher } }: Playing, how: How, signal: NodeJS.Signals): void {
  process.kill(how === 'group' ? -launcher : launcher, signal);
}

/** The end of it: what it took, and that it left no process behind. */
async function ended({ started, processes, cwd }: Playing) {
  const from = performance.now();
  const result = await started.result;
  const tookMs = performance.now() - from;
  await allGone(processes);
  return { ...result, tookMs, folder: runFolder(result, cwd) };
}

function expectWhole(folder: string, summary: Summary, ending = 'interrupted'): void {
  expect(summary.run.ending as string).toBe(ending);
  expectSumsAddUp(summary);
  expect(readFileSync(join(folder, 'report.html'), 'utf8')).toContain('</html>');
  const last = readFileSync(join(folder, 'events.ndjson'), 'utf8').trimEnd().split('\n').at(-1)!;
  expect(JSON.parse(last)).toMatchObject({ kind: 'end', detail: { ending } });
}

const ALIVE_AT_END = {
  asked: CONNECTIONS,
  opened: CONNECTIONS,
  failed: 0,
  closed: 0,
  openAtEnd: CONNECTIONS,
};

const rows: readonly (readonly [NodeJS.Signals, How, number])[] = [
  ['SIGINT', 'launcher', 130],
  ['SIGINT', 'group', 130],
  ['SIGTERM', 'launcher', 143],
  ['SIGTERM', 'group', 143],
  ['SIGHUP', 'group', 143],
];
for (const [signal, how, code] of rows) {
  testOnLinux(`${signal} to the ${how}: drained, reported, exit ${code}`, async () => {
    const simulator = await simulate('plain');
    const playing = await play(simulator.url, how);
    await until(async () => (await simulator.stats()).open === CONNECTIONS, 'ten open connections');
    interrupt(playing, how, signal);
    const end = await ended(playing);
    expect(end.code).toBe(code);
    expect(end.tookMs).toBeLessThan(PROMISED_MS);
    const summary = readSummary(end.folder, end);
    expectWhole(end.folder, summary);
    expect(summary.connections).toMatchObject(ALIVE_AT_END);
    expect(end.stdout).toContain('interrupted');
    // Every connection was told goodbye, none was just dropped.
    expect((await simulator.stats()).closes).toEqual({ '1000': CONNECTIONS });
  });
}

testOnLinux('a target that answers nothing any more, not even goodbye: in time, and complete', async () => {
  const server = await listenUpgraded();
  const playing = await play(server.url, 'launcher', [...LONG, '--message-rate', '20']);
  await until(() => server.messages >= CONNECTIONS, 'messages on the way');
  interrupt(playing, 'launcher', 'SIGINT');
  const end = await ended(playing);
  expect(end.code).toBe(130);
  expect(end.tookMs).toBeLessThan(PROMISED_MS);
  const summary = readSummary(end.folder, end);
  expectWhole(end.folder, summary);
  expect(summary.connections).toMatchObject(ALIVE_AT_END);
  expect(summary.messages.unanswered).toBe(summary.messages.sent);
  await until(() => server.open === 0, 'the end of every connection');
});

testOnLinux('handshakes under way are given up, and counted as that', async () => {
  const server = await listenForRequest(() => {});
  const playing = await play(server.url, 'group', [...LONG, '--handshake-timeout', '1m']);
  await until(() => server.accepted === CONNECTIONS, 'ten handshakes under way');
  interrupt(playing, 'group', 'SIGINT');
  const end = await ended(playing);
  expect(end.code).toBe(130);
  expect(end.tookMs).toBeLessThan(PROMISED_MS);
  const summary = readSummary(end.folder, end);
  expectWhole(end.folder, summary);
  expect(summary.connections).toMatchObject({
    attempted: CONNECTIONS,
    failures: { cancelled: CONNECTIONS },
  });
  await until(() => server.open === 0, 'the end of every connection');
});

for (const how of ['launcher', 'group'] as const) {
  testOnLinux(`a second SIGINT to the ${how} ends at once, though the drain hangs`, async () => {
    const server = await listenUpgraded();
    const playing = await play(server.url, how);
    await until(() => server.upgraded === CONNECTIONS, 'ten open connections');
    interrupt(playing, how, 'SIGINT');
    await until(() => server.goodbyes.length === CONNECTIONS, 'a close frame on every connection');
    const from = performance.now();
    interrupt(playing, how, 'SIGINT');
    const { code } = await playing.started.result;
    expect(performance.now() - from).toBeLessThan(AT_ONCE_MS);
    expect(code).toBe(130);
    await allGone(playing.processes);
    await until(() => server.open === 0, 'the end of every connection');
  });
}

for (const how of ['launcher', 'group'] as const) {
  testOnLinux(`SIGINT to the ${how} before anything is ready to hear it`, async () => {
    const server = await listenUpgraded();
    const started =
      how === 'group'
        ? startGroup(['run', '--url', server.url, ...LONG])
        : start(['run', '--url', server.url, ...LONG]);
    const main = await until(() => mainOf(started.process.pid!), 'a main process');
    const from = performance.now();
    process.kill(how === 'group' ? -started.process.pid! : started.process.pid!, 'SIGINT');
    const { code } = await started.result;
    expect(code).toBe(130);
    expect(performance.now() - from).toBeLessThan(PROMISED_MS);
    await allGone({ launcher: started.process.pid!, main, workers: [] });
    await until(() => server.open === 0, 'the end of every connection');
  });
}

testOnLinux('a run that was ending by itself, slowly, hurries, and was played to its end', async () => {
  const server = await listenUpgraded();
  const slow = ['--message-rate', '0', '--drain-timeout', '10m', '--close-timeout', '1m'];
  const playing = await play(server.url, 'launcher', ['--duration', '1s', ...slow]);
  await until(() => server.goodbyes.length === CONNECTIONS, 'a close frame on every connection');
  interrupt(playing, 'launcher', 'SIGINT');
  const end = await ended(playing);
  expect(end.code).toBe(0);
  expect(end.tookMs).toBeLessThan(PROMISED_MS);
  const summary = readSummary(end.folder, end);
  expectWhole(end.folder, summary, 'completed');
  expect(summary.connections).toMatchObject(ALIVE_AT_END);
});

testOnLinux('a ramp that found its limit and drains slowly hurries, and keeps what it found', async () => {
  const borne = 4;
  let asked = 0;
  const server = await listenForRequest(({ socket, request }) => {
    if (asked++ < borne) socket.write(upgradeAnswer(request));
    else socket.end('HTTP/1.1 429 Too Many Requests\r\nRetry-After: 60\r\nContent-Length: 0\r\n\r\n');
  });
  const cwd = temporaryFolder();
  const ramp =
    '--profile ramp-up --target-concurrency 20 --ramp-increment 4 --interval-seconds 2 --no-redial';
  const slow = '--jitter 0s-50ms --message-rate 0 --drain-timeout 10m --close-timeout 1m';
  const started = start(['run', '--url', server.url, ...ramp.split(' '), ...slow.split(' ')], {}, cwd);
  await until(() => /drain|closing|ending/i.test(started.output.stderr), 'the drain');
  const from = performance.now();
  process.kill(started.process.pid!, 'SIGINT');
  const result = await started.result;
  expect(performance.now() - from).toBeLessThan(PROMISED_MS);
  const { run, capacity } = readSummary(runFolder(result, cwd), result);
  expect(run.ending).toBe('limit-found');
  expect(capacity).toMatchObject({ lower: borne, limitedBy: 'throttled' });
  expect(result.code).toBe(0);
});
