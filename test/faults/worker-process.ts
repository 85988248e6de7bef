// A worker from outside, as the kernel tells it: its file descriptors, the most memory that it ever had, its halt.
// Law: a look from outside may fall into the moment in which the worker reads a file of its own, so of several looks
// the lowest counts.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { until } from '../until.ts';

const LOOKS = 5;
/** A socket that is kept longer than this waits for somebody else to end it. */
const BOUND_MS = 8_000;

export function countFiles(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

/** All that a worker can be compared by before it has begun: the files of its event loop come later. */
export function countSockets(pid: number): number {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).filter((name) => isSocket(`${folder}/${name}`)).length;
}

export async function lowestOf(count: () => number): Promise<number> {
  const seen: number[] = [];
  await until(() => seen.push(count()) === LOOKS, 'a few looks');
  return Math.min(...seen);
}

/** The lowest count until those are gone that should be; more than `expected` where they never went. */
export async function lowestUntil(count: () => number, expected: number): Promise<number> {
  const deadlineMs = performance.now() + BOUND_MS;
  let lowest = count();
  await until(() => {
    lowest = Math.min(lowest, count());
    return lowest <= expected || performance.now() > deadlineMs;
  }, 'the end of what is kept');
  return lowest;
}

export function peakMemoryMb(pid: number): number {
  const kilobytes = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / 1_024;
}

/** The worker hears of all that happens meanwhile at once. */
export async function whileStopped(pid: number, act: () => unknown): Promise<void> {
  const stat = () => readFileSync(`/proc/${pid}/stat`, 'utf8');
  await until(
    () => {
      const isStopped = /\) T /.test(stat());
      if (isStopped) act();
      // Stopped again each time: another victim may have let it go on.
      process.kill(pid, isStopped ? 'SIGCONT' : 'SIGSTOP');
      return isStopped;
    },
    'the halt of the worker',
    { seen: stat },
  );
}

function isSocket(descriptor: string): boolean {
  try {
    return readlinkSync(descriptor).startsWith('socket:');
  } catch {
    return false; // closed meanwhile
  }
}
