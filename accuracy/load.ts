// One load on the hold server, by busyhour as its users start it or by the naive client: the same connections, rate and
// time. Knows no truth. Law: no process outlives the call, however it ends.
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { comesTrue, kill, launch } from '../endurance/launch.ts';
import { findRun } from '../endurance/record.ts';
import type { Summary } from '../src/metrics/figures/shape.ts';
import { atExit } from './at-exit.ts';

export interface Load {
  readonly url: string;
  readonly connections: number;
  /** Messages a second of each connection. */
  readonly rate: number;
  readonly seconds: number;
  /** An empty or missing folder of its own. */
  readonly folder: string;
  /** Keeping every round trip is work, and so only asked for where each is looked at. */
  readonly keepsSamples: boolean;
}

/** One answered message. */
export interface RoundTrip {
  readonly n: number;
  readonly us: number;
}

export interface BusyhourLoad {
  readonly summary: Summary;
  /** Empty where none were to be kept. */
  readonly roundTrips: readonly RoundTrip[];
  /** Answers that samples.ndjson had no room for. */
  readonly dropped: number;
}

export interface Verdict {
  readonly validity: string;
  readonly reasons: readonly string[];
}

export function verdictOf({ verdict }: Summary): Verdict {
  return { validity: verdict.validity, reasons: verdict.reasons.map(({ code }) => code) };
}

const NAIVE_CLIENT = resolve(import.meta.dir, 'naive-client.js');
/** Beyond the load's own time. */
const GRACE_MS = 30_000;

export async function loadWithBusyhour({
  url,
  connections,
  rate,
  seconds,
  folder,
  keepsSamples,
}: Load): Promise<BusyhourLoad> {
  mkdirSync(folder, { recursive: true });
  const plan = `--platform plain --profile constant --workers 1 --jitter 0ms-20ms --ping-interval 0 --quiet`;
  const kept = String(keepsSamples ? 2 * connections * rate : 0);
  const words = ['run', '--url', url, ...plan.split(' '), '--samples', kept, '--duration', `${seconds}s`];
  const size = ['--connections', String(connections), '--message-rate', String(rate)];
  const launched = launch([...words, ...size], folder);
  const end = atExit(() => kill(-launched.pid));
  try {
    const ended = await comesTrue(() => launched.code !== null, seconds * 1_000 + GRACE_MS);
    const run = findRun(join(folder, 'runs'));
    if (!ended || run === undefined || !existsSync(join(run, 'summary.json')))
      throw new Error(`busyhour gave no summary: ${launched.code} ${launched.stderr}`);
    const summary = JSON.parse(readFileSync(join(run, 'summary.json'), 'utf8')) as Summary;
    if (!keepsSamples) return { summary, roundTrips: [], dropped: 0 };
    return { summary, ...readSamples(join(run, 'samples.ndjson')) };
  } finally {
    end();
    await launched.end();
  }
}

function readSamples(path: string): Pick<BusyhourLoad, 'roundTrips' | 'dropped'> {
  const roundTrips: RoundTrip[] = [];
  let dropped = 0;
  for (const line of readFileSync(path, 'utf8').trimEnd().split('\n')) {
    const sample = JSON.parse(line);
    if (sample.dropped !== undefined) dropped += sample.dropped;
    else roundTrips.push({ n: sample.n, us: sample.endedUs - sample.startedUs });
  }
  return { roundTrips, dropped };
}

export async function loadNaively({ url, connections, rate, seconds }: Load): Promise<readonly RoundTrip[]> {
  const words = [url, connections, rate, seconds].map(String);
  const child = Bun.spawn(['node', NAIVE_CLIENT, ...words], { stdout: 'pipe', stderr: 'pipe' });
  const end = atExit(() => child.kill('SIGKILL'));
  const late = setTimeout(end, seconds * 1_000 + GRACE_MS);
  try {
    const [text, problem] = await Promise.all([
      new Response(child.stdout).text(),
      new Response(child.stderr).text(),
    ]);
    if ((await child.exited) !== 0) throw new Error(`the naive client failed: ${problem}`);
    return (JSON.parse(text) as [number, number][]).map(([n, us]) => ({ n, us }));
  } finally {
    clearTimeout(late);
    end();
  }
}
