// The wall clock set an hour forward and two back while a run plays, as a time server or a person would: libfaketime
// preloaded into every process of the run, and nothing faked but CLOCK_REALTIME. No duration notices it.
import { expect, setDefaultTimeout } from 'bun:test';
import { globSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasMapped } from '../../endurance/processes.ts';
import { findRun, readRecord } from '../../endurance/record.ts';
import { checkWindows, checkWords } from '../../endurance/summary-laws.ts';
import type { Quantiles } from '../../src/metrics/histogram.ts';
import { FAKETIME, testWith } from '../component.ts';
import { simulate } from '../simulator/rig.ts';
import { until } from '../until.ts';
import { busyhour, cleanups, readSummary, runFolder, start, startProgram, temporaryFolder } from './cli.ts';
import { processesOf } from './processes.ts';
import { expectOwnCode, expectSameCounts } from './sums.ts';

setDefaultTimeout(120_000); // for a machine that is busy with other things

const SECONDS = 6;
const LOAD = ['--connections', '10', '--message-rate', '20', '--jitter', '0s-50ms', '--workers', '2'];
const PLATFORM = ['--platform', 'genesys-guide', '--token-placement', 'none', '--ping-interval', '1s'];
/** Of a target on this machine, however busy it is; an hour is 360 times that. */
const MOST_US = 10_000_000;
/** Prints by how many hours the wall clock stands apart from the monotonic one, at first and whenever that changes. */
const WITNESS = `let last;
setInterval(() => {
  const apart = Math.round((Date.now() - performance.timeOrigin - performance.now()) / 3_600_000) + 0;
  if (apart !== last) console.log(apart);
  last = apart;
}, 20);`;

interface FakeClock {
  readonly environment: Readonly<Record<string, string>>;
  /** As libfaketime takes it: `+1h`. */
  set(offset: string): void;
}

function fakeClock(): FakeClock {
  const file = join(temporaryFolder(), 'clock');
  const set = (offset: string) => writeFileSync(file, `${offset}\n`);
  set('+0');
  const environment = {
    LD_PRELOAD: globSync('/usr/lib/*/faketime/libfaketime.so.1')[0]!,
    FAKETIME_TIMESTAMP_FILE: file,
    FAKETIME_NO_CACHE: '1',
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
  };
  return { environment, set };
}

/** What libfaketime leaves behind of a process that was killed. */
function forgetLater(pid: number | undefined): void {
  const files = [`/dev/shm/faketime_shm_${pid}`, `/dev/shm/sem.faketime_sem_${pid}`];
  cleanups.push(() => {
    for (const file of files) rmSync(file, { force: true });
  });
}

interface Stepped {
  /** Whether the clock is right where the workers read it: only then does the age of an event mean anything. */
  readonly isRightAtStart: boolean;
  /** The hours by which the clock of a process that was there before is wrong, one after the other. */
  readonly hours: readonly number[];
  /** Called once the run.json is there, which is before any worker runs. */
  readonly onBegin?: (clock: FakeClock) => void;
  /** Called with each new number of recorded windows. */
  readonly onWindows?: (clock: FakeClock, windows: number) => void;
}

/** Plays a run under a clock of its own, and holds every figure of it that is a duration to the real time. */
async function playStepped({ hours, isRightAtStart, onBegin, onWindows }: Stepped): Promise<void> {
  const simulator = await simulate('genesys-guide', { eventRate: 5 });
  const clock = fakeClock();
  const cwd = temporaryFolder();
  const witness = startProgram(process.execPath, ['-e', WITNESS], clock.environment);
  const seen = () => witness.output.stdout.split('\n').filter(Boolean).map(Number);
  await until(() => seen().length > 0, 'a witness');
  const words = ['run', '--url', simulator.url, ...PLATFORM, ...LOAD, '--duration', `${SECONDS}s`, '--json'];
  const fromMs = performance.now();
  const started = start(words, clock.environment, cwd);
  for (const { process: preloaded } of [witness, started]) forgetLater(preloaded.pid);
  const folder = await until(() => findRun(join(cwd, 'runs')), 'a run folder');
  onBegin?.(clock);
  const { main, workers } = await processesOf(started, 2);
  const isPreloaded = () => [main, ...workers].every((pid) => hasMapped(pid, 'libfaketime'));
  await until(isPreloaded, 'libfaketime in every process'); // the loader maps it a moment after the exec
  let windows = 0;
  await until(() => {
    const now = readRecord(folder).windows.length;
    if (now > windows) onWindows?.(clock, now);
    windows = now;
    return started.process.exitCode !== null;
  }, 'the end of the run');
  const result = await started.result;
  const tookUs = (performance.now() - fromMs) * 1_000;
  expect(seen()).toEqual([0, ...hours]);
  expect(runFolder(result, cwd)).toBe(folder);
  expect(checkWords('stderr', result.stderr)).toEqual([]);
  const summary = readSummary(folder, result);
  expectOwnCode(result.code, summary);
  expectSameCounts(summary, await simulator.stats());
  expect(summary.connections).toMatchObject({ opened: 10, openAtEnd: 10 });
  expect(summary.run.durationUs).toBeGreaterThanOrEqual(SECONDS * 1e6);
  expect(summary.run.durationUs).toBeLessThan(tookUs);
  const record = readRecord(folder);
  expect(checkWindows(record)).toEqual([]);
  for (const { startUs, endUs } of record.windows.slice(0, SECONDS))
    expect(endUs! - startUs!).toBe(1_000_000);
  const { handshake, messages, ping } = summary;
  expectShort('handshake', handshake.latencyUs);
  expectShort('round trip', messages.roundTripUs);
  if (isRightAtStart) expectShort('push', messages.pushUs);
  expectShort('ping', ping.rttUs);
  // Ten connections that sent twenty a second all the while, as far as the machine let them: none stopped, none burst.
  expect(messages.sent).toBeGreaterThan(0.5 * 10 * 20 * SECONDS);
  expect(messages.sent).toBeLessThan(1.1 * 10 * 20 * SECONDS);
  const rebuilt = await busyhour(['report', folder, '--json'], {}, cwd);
  expect(JSON.parse(rebuilt.stdout)).toEqual(summary);
}

function expectShort(what: string, { count, min, max }: Quantiles): void {
  expect({ what, isCounted: count > 0, isShort: min >= 0 && max < MOST_US }).toEqual({
    what,
    isCounted: true,
    isShort: true,
  });
}

testWith(
  [FAKETIME],
  'an hour forward in the middle, then two back: every duration is as it was',
  async () => {
    await playStepped({
      hours: [1, -1],
      isRightAtStart: true,
      onWindows: (clock, windows) => {
        if (windows >= 2) clock.set(windows >= 4 ? '-1h' : '+1h');
      },
    });
  },
);

for (const hours of [1, -1]) {
  const offset = hours > 0 ? '+1h' : '-1h';
  testWith(
    [FAKETIME],
    `${offset} while the workers start: they agree on their time all the same`,
    async () => {
      await playStepped({ hours: [hours], isRightAtStart: false, onBegin: (clock) => clock.set(offset) });
    },
  );
}
