// Plays one part in a process of its own and watches it from outside: one that shows no sign of life is ended, one that
// dies is buried, and either is a failure of the case that it was playing. Law: nothing of it outlives the call.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Order, PartReport } from './order.ts';
import { Progress } from './progress.ts';

const ENTRY = join(import.meta.dir, 'part-process.ts');
/** A case takes microseconds, and a step of the sockets a second or two. */
const STALLED_MS = 30_000;
const LOOK_MS = 500;
/** What a collector and an allocator leave standing; a leak of a few bytes a case exceeds it in a long run. */
const MAX_HEAP_GROWTH = 4 * 1024 * 1024;
const MAX_RSS_GROWTH = 64 * 1024 * 1024;

export async function runPart(order: Omit<Order, 'progressFile'>): Promise<PartReport> {
  const folder = mkdtempSync(join(tmpdir(), 'busyhour-fuzz-'));
  const startedMs = performance.now();
  try {
    const progressFile = join(folder, 'progress');
    const progress = Progress.create(progressFile);
    const told = await watch({ ...order, progressFile }, progress);
    if (typeof told !== 'string') return withGrowth(told);
    const seconds = (performance.now() - startedMs) / 1_000;
    return buried(Math.max(progress.case, order.from), order.from, seconds, told);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The report, or how the process failed to make one. */
async function watch(order: Order, progress: Progress): Promise<PartReport | string> {
  const { promise, resolve } = Promise.withResolvers<PartReport | string>();
  const child = Bun.spawn([process.execPath, ENTRY, JSON.stringify(order)], {
    stdio: ['ignore', 'inherit', 'inherit'],
    serialization: 'json',
    ipc: (message) => resolve(message as PartReport),
    onExit: (_child, code, signal) =>
      resolve(signal === null ? `exited with code ${code}` : `ended by signal ${signal}`),
  });
  let beats = -1;
  let aliveMs = performance.now();
  const look = setInterval(() => {
    const nowMs = performance.now();
    if (progress.beats !== beats) {
      beats = progress.beats;
      aliveMs = nowMs;
    } else if (nowMs - aliveMs > STALLED_MS) resolve(`showed no sign of life for ${STALLED_MS / 1_000} s`);
  }, LOOK_MS);
  const told = await promise;
  clearInterval(look);
  child.kill('SIGKILL');
  await child.exited;
  return told;
}

function withGrowth(report: PartReport): PartReport {
  const { heapGrownBytes, rssGrownBytes, failures, failed } = report;
  if (heapGrownBytes <= MAX_HEAP_GROWTH && rssGrownBytes <= MAX_RSS_GROWTH) return report;
  const what = `all together leave ${heapGrownBytes} bytes of heap and ${rssGrownBytes} resident behind`;
  return { ...report, failed: failed + 1, failures: [...failures, { n: null, what }] };
}

function buried(n: number, from: number, seconds: number, what: string): PartReport {
  return {
    cases: n - from,
    seconds,
    outcomes: {},
    failures: [{ n, what: `the process that played it ${what}` }],
    failed: 1,
    peakBytes: 0,
    slowestMs: 0,
    heapGrownBytes: 0,
    rssGrownBytes: 0,
  };
}
