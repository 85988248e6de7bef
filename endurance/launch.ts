// The real command line in a process group of its own, as a terminal starts it, so that one number reaches all of a
// run. Its output goes to files: whoever dies early leaves what it said. Law: `end` leaves nothing of it behind.
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { undoLater } from './leftovers.ts';
import { livingOf } from './processes.ts';

const LAUNCHER = resolve(import.meta.dir, '../bin/busyhour.js');
const LOOK_MS = 10;

export interface Launched {
  /** Of the launcher; also the number of the group. */
  readonly pid: number;
  /** The launcher's exit code, or the signal that ended it; null while it lives. */
  readonly code: number | string | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Kills whatever is left of the group. */
  end(): Promise<void>;
}

let launches = 0;

/** `folder` is the working folder, and takes the output; `environment` adds to the caller's, without its BUSYHOUR_. */
export function launch(
  words: readonly string[],
  folder: string,
  environment: Readonly<Record<string, string>> = {},
): Launched {
  const stem = join(folder, `launched-${launches++}`);
  const kept = Object.entries(process.env).filter(([name]) => !/^(BUSYHOUR_|NODE_CHANNEL|CI$)/.test(name));
  const child = Bun.spawn(['node', LAUNCHER, ...words], {
    cwd: folder,
    env: { ...Object.fromEntries(kept), ...environment },
    stdin: 'ignore',
    stdout: Bun.file(`${stem}.out`),
    stderr: Bun.file(`${stem}.err`),
    detached: true,
  });
  const { pid } = child;
  return {
    pid,
    get code() {
      return child.exitCode ?? child.signalCode;
    },
    get stdout() {
      return existsSync(`${stem}.out`) ? readFileSync(`${stem}.out`, 'utf8') : '';
    },
    get stderr() {
      return existsSync(`${stem}.err`) ? readFileSync(`${stem}.err`, 'utf8') : '';
    },
    end: undoLater(async () => {
      if (livingOf(pid).length > 0) kill(-pid);
      await child.exited;
    }),
  };
}

/** SIGKILL to a process, or to a group where the number is negative; false where there is none such. */
export function kill(pid: number): boolean {
  try {
    process.kill(pid, 'SIGKILL');
    return true;
  } catch {
    return false;
  }
}

/** Waits for a condition; false where it does not come true in time. */
export async function comesTrue(
  condition: () => boolean | Promise<boolean>,
  withinMs: number,
): Promise<boolean> {
  const deadlineMs = performance.now() + withinMs;
  while (!(await condition())) {
    if (performance.now() > deadlineMs) return false;
    await Bun.sleep(LOOK_MS);
  }
  return true;
}
