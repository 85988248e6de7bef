// One crash: a run through the real command line against a simulator of its own, a kill -9 at the planned moment, and
// what is to be seen afterwards: in /proc, at the target, in the folder, and what `busyhour report` makes of it.
// Judges nothing: crash-laws.ts does. Law: nothing of it is left when it returns.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Summary } from '../src/metrics/figures/shape.ts';
import { defaultSimulatorOptions } from '../src/simulator/registry.ts';
import { type RunningSimulator, startSimulator } from '../src/simulator/simulator.ts';
import type { SimulatorStats } from '../src/simulator/stats.ts';
import { type CrashPlan, wordsOf } from './crash-plan.ts';
import { comesTrue, kill, type Launched, launch } from './launch.ts';
import { temporaryFolder } from './leftovers.ts';
import { isGone, livingOf, mainOf, workersOf } from './processes.ts';
import { findRun, type RunRecord, readRecord } from './record.ts';

/** Longer than any run of this kind on any machine. */
const MOST_MS = 60_000;
const LOOK_MS = 5;

/** What the target had received, and when. */
export interface Sighting {
  readonly atMs: number;
  readonly requests: number;
}

export interface Reported {
  readonly code: number | string | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly summary: Summary | undefined;
  readonly page: string;
}

export interface Evidence {
  readonly plan: CrashPlan;
  /** When the victim was killed, since the launcher's start; null where there was none left to kill. */
  readonly struckMs: number | null;
  /** From the kill, or the run's own end, until no process of the run was left; null where one stayed. */
  readonly goneMs: number | null;
  /** The target's counters at the kill, and after all was over. */
  readonly before: SimulatorStats;
  readonly after: SimulatorStats;
  readonly sightings: readonly Sighting[];
  readonly code: number | string | null;
  readonly stderr: string;
  /** As the crash left it; undefined where the run had not begun to record. */
  readonly record: RunRecord | undefined;
  /** The summary that the run wrote itself. */
  readonly own: Summary | undefined;
  /** What `busyhour report` said; undefined where there is no folder at all. */
  readonly report: Reported | undefined;
}

export async function playCrash(plan: CrashPlan): Promise<Evidence> {
  const folder = temporaryFolder('crash');
  const simulator = await startSimulator({ ...defaultSimulatorOptions('plain'), port: 0 });
  const launched = launch(['run', '--url', simulator.url, ...wordsOf(plan)], folder.path);
  try {
    return await watch(plan, folder.path, simulator, launched);
  } finally {
    await launched.end();
    await simulator.stop();
    await folder.remove();
  }
}

async function watch(
  plan: CrashPlan,
  folder: string,
  simulator: RunningSimulator,
  launched: Launched,
): Promise<Evidence> {
  const { struckMs, sightings } = await strike(plan, simulator, launched);
  const before = await simulator.stats();
  // A worker's death is no end: the rest of the run plays on.
  if (plan.victim === 'worker' || struckMs === null) await comesTrue(() => launched.code !== null, MOST_MS);
  const fromMs = performance.now();
  const allGone = await comesTrue(() => livingOf(launched.pid).length === 0, MOST_MS);
  const goneMs = allGone ? performance.now() - fromMs : null;
  await comesTrue(async () => (await simulator.stats()).open === 0 && launched.code !== null, MOST_MS);
  const run = findRun(join(folder, 'runs'));
  const record = run === undefined ? undefined : readRecord(run);
  const own = run === undefined ? undefined : readSummary(run);
  const after = await simulator.stats();
  const { code, stderr } = launched;
  const report = existsSync(join(folder, 'runs'))
    ? await reportOn(run ?? join(folder, 'runs'), folder)
    : undefined;
  return { plan, struckMs, goneMs, before, after, sightings, code, stderr, record, own, report };
}

/** Waits for the moment and the victim, watching the target meanwhile, and kills. */
async function strike(
  { victim, worker, atMs }: CrashPlan,
  simulator: RunningSimulator,
  launched: Launched,
): Promise<{ readonly struckMs: number | null; readonly sightings: readonly Sighting[] }> {
  const startMs = performance.now();
  const sightings: Sighting[] = [];
  const find = (): number | undefined => {
    if (victim === 'tree') return -launched.pid;
    const main = mainOf(launched.pid);
    const found = victim === 'main' || main === undefined ? main : workersOf(main)[worker];
    return found === undefined || isGone(found) ? undefined : found;
  };
  for (;;) {
    const nowMs = performance.now() - startMs;
    sightings.push({ atMs: nowMs, requests: (await simulator.stats()).requestsReceived });
    if (launched.code !== null || nowMs > MOST_MS) return { struckMs: null, sightings };
    const target = nowMs < atMs ? undefined : find();
    if (target !== undefined && kill(target)) return { struckMs: performance.now() - startMs, sightings };
    await Bun.sleep(LOOK_MS);
  }
}

async function reportOn(run: string, folder: string): Promise<Reported> {
  const launched = launch(['report', run], folder);
  try {
    await comesTrue(() => launched.code !== null, MOST_MS);
    const page = join(run, 'report.html');
    return {
      code: launched.code,
      stdout: launched.stdout,
      stderr: launched.stderr,
      summary: readSummary(run),
      page: existsSync(page) ? readFileSync(page, 'utf8') : '',
    };
  } finally {
    await launched.end();
  }
}

function readSummary(run: string): Summary | undefined {
  const path = join(run, 'summary.json');
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Summary) : undefined;
}
