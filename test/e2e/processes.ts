// The processes of one run, found through /proc by who started whom: launcher, main process, workers. Linux only.
// Remembers them while they live, so that a test can tell afterwards whether one was left behind.
import { test } from 'bun:test';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { childrenOf, isGone, mainOf, simulatorsOf, workersOf } from '../../endurance/processes.ts';
import { until } from '../until.ts';
import { type Started, startProgram, temporaryFolder } from './cli.ts';

export { childrenOf, isGone, mainOf, simulatorsOf, workersOf };

export const LAUNCHER = resolve(import.meta.dir, '../../bin/busyhour.js');
const HAS_PROC = existsSync('/proc/self/stat');

/** For tests that look for processes: skipped, saying so, where there is no /proc. */
export const testOnLinux = HAS_PROC ? test : test.skip;
if (!HAS_PROC) process.stderr.write('skipped: the tests that look for processes need /proc of Linux\n');

export interface RunProcesses {
  readonly launcher: number;
  readonly main: number;
  readonly workers: readonly number[];
}

/** `busyhour` in a process group of its own, as a terminal starts it: `process.kill(-pid)` reaches all of it. */
export function startGroup(words: readonly string[], cwd = temporaryFolder()): Started {
  return startProgram('setsid', ['node', LAUNCHER, ...words], {}, cwd);
}

/** Once all of its workers were started. */
export function processesOf({ process: { pid } }: Started, workers = 1): Promise<RunProcesses> {
  return until(() => {
    const main = mainOf(pid!);
    const found = main === undefined ? [] : workersOf(main);
    return found.length === workers && { launcher: pid!, main: main!, workers: found };
  }, `a run with ${workers} workers`);
}

/** Until none of them lives; how many milliseconds that took. */
export async function allGone({ launcher, main, workers }: RunProcesses): Promise<number> {
  const from = performance.now();
  await until(() => [launcher, main, ...workers].every(isGone), 'the end of every process of the run');
  return performance.now() - from;
}
