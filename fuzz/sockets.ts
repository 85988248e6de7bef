// Mutated answers and streams over real sockets, in batches by setting: hundreds of connections of one worker process
// at a time. Where a batch breaks a law it is halved and played again until one case is left that alone breaks it.
// Law: what these batches open, in this process or in theirs, is closed when they are over.
import { total as sum } from '../src/metrics/outcome.ts';
import { Bytes } from './bytes.ts';
import { makeCorpus } from './corpus.ts';
import { countDescriptors } from './descriptors.ts';
import { FrameStream } from './frame-streams.ts';
import type { AsyncPart, Tally } from './part.ts';
import { type BatchResult, playBatch } from './socket-batch.ts';
import { SETTINGS } from './socket-plans.ts';
import { type Desk, drawScript } from './socket-script.ts';

const BATCH = 500;
const CAPACITY = 512 * 1024;
/** Finding the case of a failure takes a score of batches. */
const MOST_LOCATED = 3;
/** What the runtime keeps for itself once it has listened and spawned. */
const SPARE_DESCRIPTORS = 8;

export function createSockets(seed: number, onBeat: () => void): AsyncPart {
  const desk: Desk = {
    corpus: makeCorpus(seed),
    stream: new FrameStream(CAPACITY),
    other: new FrameStream(CAPACITY),
    text: new Bytes(2 * CAPACITY),
    otherText: new Bytes(64 * 1024),
  };
  let peakBytes = 0;
  let located = 0;

  async function play(cases: readonly number[]): Promise<BatchResult> {
    onBeat();
    const setting = SETTINGS[cases[0]! % SETTINGS.length]!;
    const script = (nth: number, accept: string) => drawScript(seed, cases[nth]!, accept, setting, desk);
    const result = await playBatch({ seed, setting, connections: cases.length, script, onBeat });
    peakBytes = Math.max(peakBytes, result.total.health.rssBytes);
    return result;
  }

  /** The fewest of the cases that still break a law, and how. */
  async function locate(cases: readonly number[], problems: readonly string[]) {
    let [left, why] = [cases, problems];
    while (left.length > 1) {
      const half = Math.ceil(left.length / 2);
      const halves = [left.slice(0, half), left.slice(half)];
      let found = false;
      for (const some of halves) {
        const { problems: theirs } = await play(some);
        if (theirs.length === 0) continue;
        [left, why, found] = [some, theirs, true];
        break;
      }
      if (!found) break;
    }
    return { left, why };
  }

  async function judge(cases: readonly number[], tally: Tally): Promise<void> {
    tally.begin(cases[0]!);
    const { total, problems } = await play(cases);
    const { failures, closes, gauges } = total;
    const outcomes = { ...failures, ...prefixed('opened, ', closes), 'opened, open at the end': gauges.open };
    for (const [outcome, n] of Object.entries(outcomes)) for (let i = 0; i < n; i++) tally.ended(outcome);
    for (let left = cases.length - sum(outcomes); left > 0; left--) tally.ended('not told');
    if (problems.length === 0) return;
    if (located++ >= MOST_LOCATED)
      return tally.failed(cases[0]!, `in a batch of ${cases.length}: ${problems.join('; ')}`);
    const { left, why } = await locate(cases, problems);
    const among = left.length > 1 ? `only together with ${left.length - 1} others: ` : '';
    tally.failed(left[0]!, `${among}${why.join('; ')}`);
  }

  return {
    get peakBytes() {
      return peakBytes;
    },
    async playAll(from, count, tally) {
      const before = countDescriptors();
      for (const [nth, cases] of dealBatches(from, count).entries()) {
        // By then every setting was played once.
        if (nth === SETTINGS.length) tally.warm();
        await judge(cases, tally);
      }
      const left = countDescriptors() - before;
      if (left > SPARE_DESCRIPTORS) tally.failed(null, `${left} descriptors are left open`);
    },
  };
}

/** Cases of one setting each, the settings in turn. */
function dealBatches(from: number, count: number): number[][] {
  const batches: number[][] = [];
  for (const remainder of SETTINGS.keys()) {
    const cases = Array.from({ length: count }, (_, i) => from + i).filter(
      (n) => n % SETTINGS.length === remainder,
    );
    for (let turn = 0; turn * BATCH < cases.length; turn++)
      batches[turn * SETTINGS.length + remainder] = cases.slice(turn * BATCH, (turn + 1) * BATCH);
  }
  return batches.filter((cases) => cases !== undefined);
}

function prefixed(prefix: string, counts: Readonly<Partial<Record<string, number>>>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).map(([name, n]) => [`${prefix}${name}`, n ?? 0]));
}
