// The same run again and again: one simulator, one seed, the real command line. What each run printed, and the schedule
// that run.json says it played. Judges nothing. Law: simulator and runs are gone when it returns or throws.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { comesTrue, kill, type Launched, launch } from '../endurance/launch.ts';
import { findRun } from '../endurance/record.ts';
import type { Summary } from '../src/metrics/figures/shape.ts';
import type { Quantiles } from '../src/metrics/histogram.ts';
import { atExit } from './at-exit.ts';
import type { RepeatOptions } from './options.ts';
import { type Played, readPlayed } from './played.ts';

export interface Repeated {
  readonly validity: string;
  /** Undefined where run.json does not say. */
  readonly scheduleHash: string | undefined;
  readonly asked: number;
  readonly sent: number;
  readonly handshake: Quantiles;
  readonly roundTrip: Quantiles;
  /** When the run began. */
  readonly loadAverage: number;
}

const SIMULATOR = 'simulate --platform plain --port 0 --hold 5ms'.split(' ');
/** Refuses the 61st: the ramp below is told to hold what it has by then. */
const FULL_SIMULATOR = 'simulate --platform plain --port 0 --connection-limit 60'.split(' ');
const RAMP =
  'run --profile ramp-up --target-concurrency 100 --ramp-increment 20 --interval 3s --workers 2 --quiet';
const RAMP_MS = 60_000;
const START_MS = 30_000;
/** Beyond a run's own time. */
const GRACE_MS = 30_000;

export async function repeatRuns(
  options: RepeatOptions,
  onRun: (n: number) => void = () => {},
): Promise<Repeated[]> {
  const folder = mkdtempSync(join(tmpdir(), 'busyhour-repeat-'));
  const forget = atExit(() => rmSync(folder, { recursive: true, force: true }));
  try {
    return await during(launch(SIMULATOR, folder), async (simulator) => {
      const url = await urlOf(simulator);
      const runs: Repeated[] = [];
      for (let n = 1; n <= options.runs; n++) {
        onRun(n);
        runs.push(await playRun(url, options, join(folder, `run-${n}`), folder));
      }
      return runs;
    });
  } finally {
    forget();
  }
}

/** A ramp that meets its limit, so that commands change what is played; whether its record alone tells what that was. */
export async function playRamp({ seed }: RepeatOptions): Promise<Played> {
  const folder = mkdtempSync(join(tmpdir(), 'busyhour-ramp-'));
  const out = join(folder, 'runs');
  const forget = atExit(() => rmSync(folder, { recursive: true, force: true }));
  try {
    return await during(launch(FULL_SIMULATOR, folder), async (simulator) => {
      const words = `${RAMP} --seed ${seed} --out ${out} --url ${await urlOf(simulator)}`.split(' ');
      return during(launch(words, folder), async (launched) => {
        if (!(await comesTrue(() => launched.code !== null, RAMP_MS)))
          throw new Error(`the ramp did not end: ${launched.stderr}`);
        const run = findRun(out);
        if (run === undefined) throw new Error(`the ramp left no folder: ${launched.stderr}`);
        return readPlayed(run);
      });
    });
  } finally {
    forget();
  }
}

async function urlOf(simulator: Launched): Promise<string> {
  const url = () => /^(ws:\S+)\n/.exec(simulator.stdout)?.[1];
  if (!(await comesTrue(() => url() !== undefined, START_MS)))
    throw new Error(`no simulator: ${simulator.stderr}`);
  return url()!;
}

async function playRun(
  url: string,
  { seed, connections, seconds }: RepeatOptions,
  out: string,
  folder: string,
): Promise<Repeated> {
  const load = `--connections ${connections} --ramp ${seconds / 3}s --duration ${seconds}s --message-rate 10`;
  const words = `run --url ${url} --profile constant --quiet --seed ${seed} ${load}`.split(' ');
  const loadAverage = loadavg()[0]!;
  return during(launch([...words, '--out', out], folder), async (launched) => {
    if (!(await comesTrue(() => launched.code !== null, seconds * 1_000 + GRACE_MS)))
      throw new Error(`a run did not end: ${launched.stderr}`);
    return { ...readRun(out, launched), loadAverage };
  });
}

function readRun(out: string, { stderr }: Launched): Omit<Repeated, 'loadAverage'> {
  const run = findRun(out);
  if (run === undefined) throw new Error(`a run left no folder: ${stderr}`);
  const info = JSON.parse(readFileSync(join(run, 'run.json'), 'utf8')) as { readonly scheduleHash?: string };
  const summary = JSON.parse(readFileSync(join(run, 'summary.json'), 'utf8')) as Summary;
  const { connections, messages, handshake, verdict } = summary;
  return {
    validity: verdict.validity,
    scheduleHash: info.scheduleHash,
    asked: connections.asked,
    sent: messages.sent,
    handshake: handshake.latencyUs,
    roundTrip: messages.roundTripUs,
  };
}

async function during<T>(launched: Launched, work: (launched: Launched) => Promise<T>): Promise<T> {
  const end = atExit(() => kill(-launched.pid));
  try {
    return await work(launched);
  } finally {
    end();
    await launched.end();
  }
}
