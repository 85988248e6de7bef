// A worker from outside, as the kernel tells it: its file descriptors, the most memory that it ever had, its halt.
// Law: a look from outside may fall into the moment in which the worker reads a file of its own, so of several looks
// the lowest counts.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

const LOOKS = 5;
const POLL_MS = 20;
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
  let lowest = count();
  for (let look = 1; look < LOOKS; look++) {
    await Bun.sleep(1);
    lowest = Math.min(lowest, count());
  }
  return lowest;
}

/** The lowest count until those are gone that should be; more than `expected` where they never went. */
export async function lowestUntil(count: () => number, expected: number): Promise<number> {
  const deadline = performance.now() + BOUND_MS;
  let lowest = count();
  while (lowest > expected && performance.now() < deadline) {
    await Bun.sleep(POLL_MS);
    lowest = Math.min(lowest, count());
  }
  return lowest;
}

export function peakMemoryMb(pid: number): number {
  const kilobytes = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / 1_024;
}

/** The worker hears of all that happens meanwhile at once. */
export async function whileStopped(pid: number, act: () => unknown): Promise<void> {
  const deadline = performance.now() + BOUND_MS;
  do {
    if (performance.now() > deadline) throw new Error(`worker ${pid} does not stop`);
    // Again each time: another victim may have let it go on.
    process.kill(pid, 'SIGSTOP');
    await Bun.sleep(1);
  } while (!/\) T /.test(readFileSync(`/proc/${pid}/stat`, 'utf8')));
  act();
  process.kill(pid, 'SIGCONT');
}

function isSocket(descriptor: string): boolean {
  try {
    return readlinkSync(descriptor).startsWith('socket:');
  } catch {
    return false; // closed meanwhile
  }
}
