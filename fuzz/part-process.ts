// The process that plays one part: its cases one after the other, the outcomes counted, its memory measured after a
// warm-up and at the end, each time after a forced collection. Law: it ends with its parent, and it never decides
// whether it hangs; that is its parent's business.

import { createAnswers } from './answers.ts';
import { createFrames } from './frames.ts';
import { showBytes } from './law.ts';
import { type Order, type PartFailure, type PartReport, SOCKETS } from './order.ts';
import type { Part, PartName, Tally } from './part.ts';
import { createPayloads } from './payloads.ts';
import { Progress } from './progress.ts';
import { createSockets } from './sockets.ts';

const CREATE: Readonly<Record<Exclude<PartName, 'sockets'>, (seed: number) => Part>> = {
  frames: createFrames,
  answers: createAnswers,
  payloads: createPayloads,
};
/** Compilation, pools and tables are there after this many cases, or this share of few. */
const WARM_UP_CASES = 20_000;
const WARM_UP_SHARE = 0.2;
/** The loop comes round this often, to hear that the parent is gone. */
const CASES_A_TURN = 2_000;
const MOST_TOLD = 20;
/** Of a case that takes some fifty microseconds, on a machine that is busy with other things. */
const SLOW_MS = 5_000;

async function play(order: Order, progress: Progress): Promise<PartReport> {
  const outcomes: Record<string, number> = {};
  const failures: PartFailure[] = [];
  let failed = 0;
  /** Null where it was over before it was warm: then nothing is known of growth. */
  let before: ReturnType<typeof measure> | null = null;
  const tally: Tally = {
    begin: (n) => progress.begin(n),
    ended: (outcome) => {
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    },
    failed: (n, what) => {
      failed++;
      if (failures.length < MOST_TOLD) failures.push({ n, what });
    },
    warm: () => {
      before = measure();
    },
  };
  const startedMs = performance.now();
  let workerPeakBytes = 0;
  let slowestMs = 0;
  if (order.part === SOCKETS) {
    const sockets = createSockets(order.seed, () => progress.beat());
    await sockets.playAll(order.from, order.count, tally);
    workerPeakBytes = sockets.peakBytes;
  } else {
    slowestMs = await playEach(CREATE[order.part](order.seed), order.from, order.count, tally);
  }
  const after = measure();
  const start = (before as ReturnType<typeof measure> | null) ?? after;
  return {
    cases: order.count,
    seconds: (performance.now() - startedMs) / 1_000,
    outcomes,
    failures,
    failed,
    peakBytes: process.resourceUsage().maxRSS * 1_024 + workerPeakBytes,
    slowestMs,
    heapGrownBytes: after.heap - start.heap,
    rssGrownBytes: after.rss - start.rss,
  };
}

/** Returns the longest that a case took. */
async function playEach(part: Part, from: number, count: number, tally: Tally): Promise<number> {
  let slowestMs = 0;
  const warmUp = Math.min(WARM_UP_CASES, Math.floor(count * WARM_UP_SHARE));
  for (let n = from; n < from + count; n++) {
    if (n === from + warmUp) tally.warm();
    tally.begin(n);
    const beganMs = performance.now();
    try {
      tally.ended(part.play(n));
    } catch (error) {
      tally.ended('failure');
      tally.failed(n, `${String(error)}; ${showBytes(part.input(n))}`);
    }
    const tookMs = performance.now() - beganMs;
    if (tookMs > SLOW_MS) tally.failed(n, `it took ${tookMs} ms`);
    slowestMs = Math.max(slowestMs, tookMs);
    if (n % CASES_A_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  return slowestMs;
}

function measure(): { readonly heap: number; readonly rss: number } {
  Bun.gc(true);
  const { heapUsed, rss } = process.memoryUsage();
  return { heap: heapUsed, rss };
}

process.on('disconnect', () => process.exit(0));
const order = JSON.parse(process.argv[2]!) as Order;
process.send!(await play(order, Progress.open(order.progressFile)));
