// The processes of the bench and what /proc says of them: started in a session of their own, pinned to a core where
// `taskset` exists, measured from outside as a tree, and killed as a tree. It must never leave one behind: whoever
// starts one hands it to `Processes`, and `killAll` is what every way out of the bench calls.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Child {
  readonly name: string;
  readonly pid: number;
  readonly exited: Promise<number>;
  readonly outputFile: string;
  readonly errorFile: string;
  hasExited(): boolean;
}

export interface StartOptions {
  readonly name: string;
  readonly argv: readonly string[];
  readonly core: number | undefined;
  readonly env?: Readonly<Record<string, string>>;
}

// The unit of utime and stime in /proc/PID/stat: USER_HZ, which is 100 on every architecture Bun runs on.
const US_PER_TICK = 10_000;

/** What stands behind the closing bracket of /proc/PID/stat (the name before it may hold anything), or undefined. */
function readStat(pid: number): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined; // it has ended since it was listed
  }
}

/** The process and all that descend from it, at this moment. */
export function listTree(root: number): number[] {
  const parents = new Map<number, number>();
  for (const entry of readdirSync('/proc')) {
    const pid = Number(entry);
    const stat = pid > 0 ? readStat(pid) : undefined;
    if (stat) parents.set(pid, Number(stat[1]));
  }
  const tree = new Set([root]);
  for (let grown = true; grown; ) {
    grown = false;
    for (const [pid, parent] of parents) {
      if (!tree.has(parent) || tree.has(pid)) continue;
      tree.add(pid);
      grown = true;
    }
  }
  return [...tree];
}

/** User and system CPU time of the given processes, all their threads included, in microseconds. */
export function readCpuUs(pids: readonly number[]): number {
  let ticks = 0;
  for (const pid of pids) {
    const stat = readStat(pid);
    if (stat) ticks += Number(stat[11]) + Number(stat[12]);
  }
  return ticks * US_PER_TICK;
}

/** Proportional set size of the given processes: pages that several share are counted once in all. */
export function readPssBytes(pids: readonly number[]): number {
  let kib = 0;
  for (const pid of pids) {
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1');
    kib += Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? Number.NaN);
  }
  return kib * 1024;
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // gone already
  }
}

/** All children of one bench; `folder` takes what they write. */
export class Processes {
  readonly #folder: string;
  readonly #taskset = Bun.which('taskset');
  readonly #running = new Map<number, Child>();
  #started = 0;
  #closed = false;

  constructor(folder: string) {
    this.#folder = folder;
  }

  start({ name, argv, core, env }: StartOptions): Child {
    if (this.#closed) throw new Error('the bench is ending');
    const stem = join(this.#folder, `${this.#started++}-${name.replaceAll(/\W+/g, '-')}`);
    const pinned =
      this.#taskset && core !== undefined ? [this.#taskset, '-c', String(core), ...argv] : [...argv];
    const outputFile = `${stem}.out`;
    const errorFile = `${stem}.err`;
    // A session of its own: Ctrl-C reaches the bench alone, and the whole group can be killed by one number.
    const spawned = Bun.spawn(pinned, {
      stdin: 'pipe',
      stdout: Bun.file(outputFile),
      stderr: Bun.file(errorFile),
      env: { ...process.env, ...env },
      detached: true,
    });
    const { pid, exited } = spawned;
    const child = {
      name,
      pid,
      exited,
      outputFile,
      errorFile,
      hasExited: () => spawned.exitCode !== null || spawned.signalCode !== null,
    };
    this.#running.set(pid, child);
    return child;
  }

  async stop(child: Child): Promise<void> {
    this.#killTree(child.pid);
    await child.exited;
    this.#running.delete(child.pid);
  }

  /** Ends all of them and lets none start any more: the run may not have noticed yet that it is over. */
  async killAll(): Promise<void> {
    this.#closed = true;
    for (const pid of this.#running.keys()) this.#killTree(pid);
    await Promise.all([...this.#running.values()].map(({ exited }) => exited));
    this.#running.clear();
  }

  // The tree is listed before its root dies: orphans have another parent afterwards. The group catches those as well.
  #killTree(root: number): void {
    const tree = listTree(root);
    kill(-root);
    for (const pid of tree) kill(pid);
  }
}

/** The last lines of what a child wrote to standard error: for the message when it failed. */
export function readLastErrors(child: Child): string {
  try {
    return readFileSync(child.errorFile, 'utf8').trim().split('\n').slice(-3).join(' | ');
  } catch {
    return '';
  }
}
