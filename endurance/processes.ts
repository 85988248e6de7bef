// The processes of one run as /proc shows them: launcher, main process, workers, found by who started whom and by the
// process group they share. Linux only. Law: it only looks; what lives and what is gone is told as it is this moment.
import { readdirSync, readFileSync } from 'node:fs';

/** What the processes of a run are started with, below src/; a test holds that each of them is there. */
export const SCRIPTS = {
  main: 'cli/main.ts',
  worker: 'engine/worker/process.ts',
  simulator: 'simulator/processes/child.ts',
} as const;

interface Stat {
  readonly state: string;
  readonly parent: number;
  readonly group: number;
}

/** The children of `parent` whose command line names `script`. */
export function childrenOf(parent: number, script: string): number[] {
  return allProcesses().filter((pid) => statOf(pid)?.parent === parent && commandOf(pid).includes(script));
}

export function mainOf(launcher: number): number | undefined {
  return childrenOf(launcher, SCRIPTS.main)[0];
}

/** In the order in which they were started. */
export function workersOf(main: number): number[] {
  return childrenOf(main, SCRIPTS.worker).sort((a, b) => a - b);
}

/** Of a simulator that is more than one process. */
export function simulatorsOf(main: number): number[] {
  return childrenOf(main, SCRIPTS.simulator).sort((a, b) => a - b);
}

/** Gone, or only waiting for its parent to notice that it is. */
export function isGone(pid: number): boolean {
  return isOver(statOf(pid));
}

/** Who still lives of a process group, whoever its parent is by now. */
export function livingOf(group: number): number[] {
  return allProcesses().filter((pid) => {
    const stat = statOf(pid);
    return stat?.group === group && !isOver(stat);
  });
}

export interface Usage {
  /** Pages that several processes share are counted once in all. */
  readonly pssBytes: number;
  readonly rssBytes: number;
  readonly openFiles: number;
}

/** What a process holds at this moment; undefined where it is gone. */
export function usageOf(pid: number): Usage | undefined {
  const rollup = read(`/proc/${pid}/smaps_rollup`);
  const openFiles = countFiles(pid);
  if (rollup === undefined || openFiles === undefined) return undefined;
  const kib = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(rollup)?.[1] ?? 0);
  return { pssBytes: kib('Pss') * 1_024, rssBytes: kib('Rss') * 1_024, openFiles };
}

/** Whether a file of that name is mapped into the process: a preloaded library, for one. */
export function hasMapped(pid: number, name: string): boolean {
  return read(`/proc/${pid}/maps`)?.includes(name) ?? false;
}

function countFiles(pid: number): number | undefined {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return undefined;
  }
}

function allProcesses(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

function isOver(stat: Stat | undefined): boolean {
  return stat === undefined || stat.state === 'Z' || stat.state === 'X';
}

function statOf(pid: number): Stat | undefined {
  // The name stands in parentheses and may hold anything; what follows the last one is plain.
  const [state, parent, group] =
    read(`/proc/${pid}/stat`)
      ?.replace(/^.*\) /s, '')
      .split(' ') ?? [];
  return state === undefined ? undefined : { state, parent: Number(parent), group: Number(group) };
}

function commandOf(pid: number): string {
  return read(`/proc/${pid}/cmdline`) ?? '';
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
