// One run against a simulator of its own, sabotaged once its load is under way, and whether its verdict names it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Summary } from '../src/metrics/figures/shape.ts';
import { comesTrue, type Launched, launch } from './launch.ts';
import { temporaryFolder, undoLater } from './leftovers.ts';
import { mainOf, workersOf } from './processes.ts';
import { findRun, readRecord, sumOf } from './record.ts';
import type { Sabotage, Victims } from './saboteurs.ts';

export interface Caught {
  readonly validity: string;
  readonly reasons: readonly string[];
  /** What is wrong with the verdict; null where it is right. */
  readonly problem: string | null;
}

const LONGEST_MS = 60_000;

export async function playSabotage(sabotage: Sabotage): Promise<Caught> {
  const folder = temporaryFolder('sabotage');
  const launched: Launched[] = [];
  let undo = async () => {};
  try {
    const simulator = launch(['simulate', '--platform', 'plain', '--port', '0'], folder.path);
    launched.push(simulator);
    await must(() => simulator.stdout.includes('\n'), 'the simulator listens');
    const out = join(folder.path, 'runs');
    const url = simulator.stdout.split('\n')[0]!;
    const run = launch(
      ['run', '--url', url, '--out', out, '--quiet', ...sabotage.load.split(' ')],
      folder.path,
    );
    launched.push(run);
    await must(() => isUnderWay(out), 'the load is under way');
    undo = undoLater(sabotage.strike(victimsOf(run.pid)));
    await must(() => run.code !== null, 'the run ends');
    const summary = JSON.parse(readFileSync(join(findRun(out)!, 'summary.json'), 'utf8')) as Summary;
    return judge(sabotage, summary, run.code);
  } finally {
    await undo();
    for (const each of launched) await each.end();
    await folder.remove();
  }
}

/**
 * The verdict must say that it is wrong and why, the exit code must say so of an invalid one, and the sums must add up
 * whatever was done to it.
 */
export function judge(sabotage: Sabotage, { verdict }: Pick<Summary, 'verdict'>, code: unknown): Caught {
  const { validity } = verdict;
  const reasons = verdict.reasons.map((reason) => reason.code);
  return { validity, reasons, problem: problemOf(sabotage, validity, reasons, code) };
}

function problemOf(
  sabotage: Sabotage,
  validity: string,
  reasons: readonly string[],
  code: unknown,
): string | null {
  const isHealthy = sabotage.reasons.length === 0;
  if (isHealthy !== (validity === 'VALID')) return `the verdict is ${validity}`;
  if (!isHealthy && !reasons.some((reason) => sabotage.reasons.includes(reason)))
    return `none of ${sabotage.reasons.join(', ')} is among its reasons`;
  if (reasons.includes('accounting')) return 'its sums do not add up';
  if ((code === 3) !== (validity === 'INVALID')) return `${validity} exits with ${code}`;
  return null;
}

function isUnderWay(out: string): boolean {
  const folder = findRun(out);
  return folder !== undefined && sumOf(readRecord(folder), 'messagesSent') > 0;
}

function victimsOf(launcher: number): Victims {
  const main = mainOf(launcher);
  if (main === undefined) throw new Error('the run has no main process');
  return { main, workers: workersOf(main) };
}

async function must(condition: () => boolean, what: string): Promise<void> {
  if (!(await comesTrue(condition, LONGEST_MS))) throw new Error(`not within a minute: ${what}`);
}
