// The real command line, as a user's shell starts it: the launcher on Node, everything behind it as shipped.
// Whatever a test starts here is gone when it ends.
import { onTestFinished } from 'bun:test';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Summary } from '../../src/metrics/figures/shape.ts';
import type { SimulatorStats } from '../../src/simulator/stats.ts';
import { until } from '../until.ts';

const LAUNCHER = resolve(import.meta.dir, '../../bin/busyhour.js');

/**
 * What the running test undoes when it ends, the last first. Bound to that test: a hook of this module would hold
 * only for the first file that imports it.
 */
const cleanups = {
  push(cleanup: () => unknown): void {
    if (pending.length === 0) onTestFinished(cleanUp);
    pending.push(cleanup);
  },
};
const pending: (() => unknown)[] = [];

async function cleanUp(): Promise<void> {
  for (const cleanup of pending.splice(0).reverse()) await cleanup();
}

/** A folder of the test's own, removed after it. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'busyhour-e2e-'));
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface Result {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly process: ChildProcess;
  readonly output: { stdout: string; stderr: string };
  readonly result: Promise<Result>;
}

type Environment = Readonly<Record<string, string>>;

/** Starts `busyhour` with these words, without a terminal and without any BUSYHOUR_ variable of the caller's. */
export function start(
  words: readonly string[],
  environment: Environment = {},
  cwd = temporaryFolder(),
): Started {
  return startProgram('node', [LAUNCHER, ...words], environment, cwd);
}

export function startProgram(
  program: string,
  words: readonly string[],
  environment: Environment = {},
  cwd = temporaryFolder(),
): Started {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(BUSYHOUR_|NODE_CHANNEL|NO_COLOR|CI$)/.test(name),
  );
  const child = spawn(program, words, {
    cwd,
    env: { ...Object.fromEntries(inherited), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  cleanups.push(() => child.kill('SIGKILL'));
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    output.stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output.stderr += chunk;
  });
  const result = new Promise<Result>((done, fail) => {
    child.on('error', fail);
    child.on('close', (code) => done({ code, ...output }));
  });
  return { process: child, output, result };
}

/** Runs to the end. */
export function busyhour(words: readonly string[], environment?: Environment, cwd?: string): Promise<Result> {
  return start(words, environment, cwd).result;
}

export interface Simulated {
  readonly url: string;
  readonly started: Started;
  stats(): Promise<SimulatorStats>;
}

/** What a simulator says first. */
export function addressOf({ output }: Started): Promise<string> {
  return until(() => /^(wss?:\S+)\n/.exec(output.stdout)?.[1], 'a simulator', { seen: () => output });
}

/** `busyhour simulate` on a free port. */
export async function simulate(words: readonly string[], environment: Environment = {}): Promise<Simulated> {
  const started = start(['simulate', '--port', '0', ...words], environment);
  const url = await addressOf(started);
  const statsUrl = `${url.replace(/^ws/, 'http').replace(/(:\d+).*/, '$1')}/stats`;
  const tls = { rejectUnauthorized: false };
  return {
    url,
    started,
    stats: async () => (await (await fetch(statsUrl, { tls })).json()) as SimulatorStats,
  };
}

/** Where the run says its folder is: the last line of stderr. */
export function runFolder(result: Result, cwd: string): string {
  return resolve(cwd, result.stderr.trimEnd().split('\n').at(-1)!);
}

export interface Run extends Result {
  readonly summary: Summary;
  readonly folder: string;
}

/** `busyhour run` to its end, with its summary as it stands in the run folder. */
export async function run(words: readonly string[], environment?: Environment): Promise<Run> {
  const cwd = temporaryFolder();
  const result = await busyhour(['run', ...words], environment, cwd);
  const folder = runFolder(result, cwd);
  return { ...result, folder, summary: readSummary(folder, result) };
}

export function readSummary(folder: string, result: Result): Summary {
  try {
    return JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8')) as Summary;
  } catch (cause) {
    throw new Error(`no summary in ${folder}; exit ${result.code}\n${result.stdout}\n${result.stderr}`, {
      cause,
    });
  }
}

export { cleanups };
