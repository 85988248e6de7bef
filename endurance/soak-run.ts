// The run of a soak: a steady load on a simulator in a process of its own, sampled once all is open, interrupted when the
// time is over, and then held to the laws of any run. Law: nothing of it is left when it returns.
import { join } from 'node:path';
import type { Summary } from '../src/metrics/figures/shape.ts';
import { comesTrue, type Launched, launch } from './launch.ts';
import { temporaryFolder } from './leftovers.ts';
import { mainOf, workersOf } from './processes.ts';
import { findRun, readRecord } from './record.ts';
import { type Sampling, sample } from './soak-samples.ts';
import { checkReadBack, checkSums, checkWindows, checkWords } from './summary-laws.ts';

export interface SoakLoad {
  readonly minutes: number;
  readonly connections: number;
  /** Messages a second and connection. */
  readonly rate: number;
  readonly workers: number;
}

export interface Soak {
  readonly sampling: Sampling;
  /** As the run printed it; undefined where it never came to that. */
  readonly summary: Summary | undefined;
  readonly problems: readonly string[];
}

const START_MS = 60_000;
const END_MS = 60_000;
/** The run is ended by the soak and never by its own profile. */
const SPARE_MINUTES = 60;

export async function playSoak(load: SoakLoad, tell?: (atMinutes: number) => void): Promise<Soak> {
  const folder = temporaryFolder('soak');
  const simulator = launch(['simulate', '--port', '0'], folder.path);
  try {
    await comesTrue(() => simulator.stdout.includes('\n'), START_MS);
    const run = launch(['run', '--url', simulator.stdout.trim(), ...wordsOf(load)], folder.path);
    try {
      return await watch(load, run, join(folder.path, 'runs'), tell);
    } finally {
      await run.end();
    }
  } finally {
    await simulator.end();
    await folder.remove();
  }
}

function wordsOf({ minutes, connections, rate, workers }: SoakLoad): string[] {
  const steady = `--profile constant --connections ${connections} --message-rate ${rate} --jitter 0s-500ms`;
  return `${steady} --duration ${minutes + SPARE_MINUTES}m --workers ${workers} --quiet --json`.split(' ');
}

async function watch(
  load: SoakLoad,
  run: Launched,
  root: string,
  tell?: (atMinutes: number) => void,
): Promise<Soak> {
  const isSteady = await comesTrue(() => openOf(root) === load.connections, START_MS);
  if (!isSteady) throw new Error(`the load never became steady: ${run.code ?? 'it runs on'} ${run.stderr}`);
  const main = mainOf(run.pid)!;
  const workers = workersOf(main).map((pid, i) => [`worker ${i}`, pid] as const);
  const pids = { launcher: run.pid, main, ...Object.fromEntries(workers) };
  const sampling = await sample(pids, load.minutes, tell);
  process.kill(run.pid, 'SIGINT');
  await comesTrue(() => run.code !== null, END_MS);
  const summary = run.code === 130 ? (JSON.parse(run.stdout) as Summary) : undefined;
  return { sampling, summary, problems: check(load, run, root, sampling, summary) };
}

/** Connections open at the end of the last recorded second. */
function openOf(root: string): number {
  const folder = findRun(root);
  return folder === undefined ? 0 : (readRecord(folder).windows.at(-1)?.gauges.open ?? 0);
}

function check(
  { minutes, connections }: SoakLoad,
  run: Launched,
  root: string,
  { gone }: Sampling,
  summary: Summary | undefined,
): string[] {
  if (gone !== null) return [`${gone} was gone before its time: ${run.code} ${run.stderr}`];
  if (summary === undefined) return [`the run ended with ${run.code}: ${run.stderr}`];
  const record = readRecord(findRun(root)!);
  const problems = [checkWindows(record), checkReadBack(record, summary), checkSums(summary)].flat();
  problems.push(...checkWords('stderr', run.stderr));
  if (record.windows.length < minutes * 60) problems.push(`only ${record.windows.length} windows`);
  if (summary.connections.openAtEnd !== connections)
    problems.push(`${summary.connections.openAtEnd} of ${connections} connections were open at the end`);
  return problems;
}
