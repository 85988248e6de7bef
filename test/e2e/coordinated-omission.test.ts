// Coordinated omission in closed form: a thousand messages a second for ten seconds, the server stopped for one in the
// middle. Of 10,000 messages the 1,000 that come due meanwhile wait from a second down to nothing, evenly: so from due the
// p95 is 500 ms, the p99 900 ms and the p99.9 990 ms. A clock that starts at the write sees almost none of it, since a
// client that waits for its answers writes almost nothing while the server is stopped.
import { expect, setDefaultTimeout } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mainOf } from '../../endurance/processes.ts';
import type { Quantiles } from '../../src/metrics/histogram.ts';
import { until } from '../until.ts';
import { cleanups, readSummary, runFolder, simulate, start, temporaryFolder } from './cli.ts';
import { testOnLinux } from './processes.ts';
import { expectSumsAddUp } from './sums.ts';

setDefaultTimeout(90_000);

const STOP_MS = 1_000;
/** What the arithmetic says, in microseconds, for a stop of exactly one second. */
const FROM_DUE = { p95: 500_000, p99: 900_000, p999: 990_000 } as const;
/** On a machine that is busy with other things the server catches up more slowly than it could, and the verdict says so. */
const WITHIN = 0.05;
const WITHIN_IF_BUSY = 0.2;
const LOAD =
  '--connections 10 --message-rate 100 --max-outstanding 1 --duration 10s --jitter 0s-20ms --quiet';

testOnLinux(
  'a second in which the server stood still is in the latency, and hidden by a clock that starts late',
  async () => {
    const simulator = await simulate(['--platform', 'plain']);
    const server = mainOf(simulator.started.process.pid!)!;
    const cwd = temporaryFolder();
    const started = start(['run', '--url', simulator.url, ...LOAD.split(' ')], {}, cwd);
    await until(async () => (await simulator.stats()).requestsReceived > 4_000, 'four seconds of load');
    const stoppedMs = await stopFor(server, STOP_MS);
    const result = await started.result;
    const folder = runFolder(result, cwd);
    const summary = readSummary(folder, result);

    expectSumsAddUp(summary);
    const { roundTripUs, roundTripServiceUs, sent, overdueAtEnd } = summary.messages;
    expect(sent).toBeWithin(9_900, 10_001);
    expect(overdueAtEnd).toBe(0);
    // A stop that the machine made longer makes every wait longer by as much.
    const expected = (us: number) => us + (stoppedMs - STOP_MS) * 1_000;
    const within = summary.verdict.validity === 'VALID' ? WITHIN : WITHIN_IF_BUSY;
    for (const name of ['p95', 'p99', 'p999'] as const) {
      const error = roundTripUs[name] / expected(FROM_DUE[name]) - 1;
      expect(Math.abs(error), `${name} from due: ${roundTripUs[name]} us`).toBeLessThan(within);
    }
    for (const name of ['p95', 'p99'] as const) expectFarLess(roundTripServiceUs, roundTripUs, name);
    const told = summary.findings.find(({ code }) => code === 'coordinated-omission');
    expect(told?.text).toMatch(
      /p99 of round trips is .* from when they were due, but .* from when they began/,
    );
    const page = readFileSync(join(folder, 'report.html'), 'utf8');
    for (const words of ['round trip, from due', 'round trip, from start', 'a clock started late would hide'])
      expect(page).toContain(words);
  },
);

function expectFarLess(service: Quantiles, latency: Quantiles, name: 'p95' | 'p99'): void {
  expect(service[name], `${name} from start`).toBeLessThan(latency[name] / 10);
}

/** Returns how long it really stood still. */
async function stopFor(pid: number, ms: number): Promise<number> {
  cleanups.push(() => process.kill(pid, 'SIGCONT'));
  const from = performance.now();
  process.kill(pid, 'SIGSTOP');
  await until(() => performance.now() - from >= ms, 'the end of the stop');
  process.kill(pid, 'SIGCONT');
  return performance.now() - from;
}
