// What the events of a run say about it as a whole: how it ended, which limit it met, which workers it lost.
// The run itself and whoever reads its folder later use this one reader, so both come to the same summary.
// The events named here are never left out, however many others are.
import type { Replan } from '../../base/stage.ts';
import type { LimitFound } from '../capacity.ts';
import { ENDINGS, type Ending } from '../figures/ending.ts';
import type { KernelCounts } from '../kernel-counts.ts';
import { CLOSE_CAUSES, FAILURE_KINDS } from '../outcome.ts';
import type { RunEvent } from './event.ts';

export interface RunFacts {
  /** Null until the `end` event. */
  readonly ending: Ending | null;
  /** The windows handed to the outputs by then; null where the `end` event does not say. */
  readonly windows: number | null;
  readonly limit: LimitFound | null;
  /** What steering changed, in order: with them the plan says what was played. */
  readonly replans: readonly Replan[];
  /** The wall clock at t = 0, ISO 8601; null where the record does not say. */
  readonly startedAt: string | null;
  /** When each worker dialed first, microseconds from t = 0, by its index. */
  readonly firstDialUs: Readonly<Record<number, number>>;
  readonly workersLost: number;
  /** Sums that did not add up while the run went on, in words; the first few. */
  readonly misaccounts: readonly string[];
  /** What the kernel of this machine counted while the load ran; null where it does not say. */
  readonly kernel: KernelCounts | null;
}

export const NO_FACTS: RunFacts = {
  ending: null,
  windows: null,
  limit: null,
  replans: [],
  startedAt: null,
  firstDialUs: {},
  workersLost: 0,
  misaccounts: [],
  kernel: null,
};

const MOST_MISACCOUNTS = 3;

/** The load has ended and every window was handed out: the last event of a run. */
export function endEvent(atUs: number, ending: Ending, windows: number): RunEvent {
  return { atUs, kind: 'end', worker: null, connection: null, detail: { ending, windows } };
}

export function limitEvent(atUs: number, limit: LimitFound): RunEvent {
  return { atUs, kind: 'limit', worker: null, connection: null, detail: { ...limit } };
}

export function workerEvent(
  atUs: number,
  worker: number,
  state: 'started' | 'first-dial' | 'lost',
  detail: RunEvent['detail'] = {},
): RunEvent {
  return { atUs, kind: 'worker', worker, connection: null, detail: { ...detail, state } };
}

/** Sums that do not add up, of one worker or (null) of all of them together. */
export function accountingEvent(atUs: number, worker: number | null, problem: string): RunEvent {
  return { atUs, kind: 'accounting', worker, connection: null, detail: { problem } };
}

export function kernelEvent(atUs: number, counts: KernelCounts): RunEvent {
  return { atUs, kind: 'kernel', worker: null, connection: null, detail: { ...counts } };
}

/** The facts with one more event; events that say nothing of the whole leave them as they are. */
export function noteEvent(facts: RunFacts, event: RunEvent): RunFacts {
  const { kind, detail, worker } = event;
  if (kind === 'worker') return noteWorker(facts, event);
  if (kind === 'command') return noteCommand(facts, event);
  if (kind === 'limit') return { ...facts, limit: facts.limit ?? readLimit(detail) };
  if (kind === 'accounting') {
    const where = worker === null ? '' : `worker ${worker}: `;
    const misaccounts = [...facts.misaccounts, `${where}${detail.problem}`].slice(0, MOST_MISACCOUNTS);
    return { ...facts, misaccounts };
  }
  if (kind === 'kernel') return { ...facts, kernel: readKernel(detail) ?? facts.kernel };
  if (kind !== 'end') return facts;
  const ending = ENDINGS.find((known) => known === detail.ending) ?? null;
  const windows = typeof detail.windows === 'number' ? detail.windows : null;
  return { ...facts, ending: ending ?? 'failed', windows };
}

function noteWorker(facts: RunFacts, { atUs, detail, worker }: RunEvent): RunFacts {
  if (detail.state === 'lost') return { ...facts, workersLost: facts.workersLost + 1 };
  if (detail.state === 'first-dial' && worker !== null)
    return { ...facts, firstDialUs: { ...facts.firstDialUs, [worker]: atUs } };
  const startedAt = typeof detail.startedAt === 'string' ? detail.startedAt : null;
  return startedAt === null ? facts : { ...facts, startedAt: facts.startedAt ?? startedAt };
}

function noteCommand(facts: RunFacts, { detail, stages }: RunEvent): RunFacts {
  if (typeof detail.fromUs !== 'number' || stages === undefined) return facts;
  return { ...facts, replans: [...facts.replans, { fromUs: detail.fromUs, stages }] };
}

function readKernel(detail: RunEvent['detail']): KernelCounts | null {
  const { synRetransmits, listenOverflows, retransmits, segmentsSent } = detail;
  const counts = { synRetransmits, listenOverflows, retransmits, segmentsSent };
  return Object.values(counts).every((n) => typeof n === 'number') ? (counts as KernelCounts) : null;
}

function readLimit({ open, target, limitedBy }: RunEvent['detail']): LimitFound | null {
  const cause = [...FAILURE_KINDS, ...CLOSE_CAUSES].find((known) => known === limitedBy);
  if (typeof open !== 'number' || typeof target !== 'number' || !cause) return null;
  return { open, target, limitedBy: cause };
}
