// The workers of this machine as one run: deals the plan, starts them together, merges their windows second
// by second, and outlives the death of any of them. What comes out is an async iterable of snapshots, and
// the only things that go in are AbortSignals.
import { AppError, EXIT } from '../../base/app-error.ts';
import { US_PER_MS } from '../../base/time.ts';
import { WindowMerger } from '../../metrics/moment-merger.ts';
import type { RunEvent } from '../../metrics/run-event.ts';
import { accountingEvent, workerEvent } from '../../metrics/run-facts.ts';
import { type SampleBatch, unpackSamples } from '../../metrics/sample.ts';
import type { Snapshot } from '../../metrics/snapshot.ts';
import type { Plan } from '../../plan/plan.ts';
import { profileDurationUs } from '../../plan/profile.ts';
import { shard } from '../../plan/shard.ts';
import type { ToWorker } from '../channel.ts';
import { monotonicClock } from '../loop/clock.ts';
import type { Secrets } from '../shared/context.ts';
import { AsyncQueue } from './async-queue.ts';
import { WorkerHandle } from './worker-handle.ts';

export interface LocalRun {
  readonly plan: Plan;
  readonly secrets: Secrets;
  readonly workers: number;
  /** Aborted: stop climbing, hold what is open. */
  readonly stopClimbing: AbortSignal;
  /** Aborted with an Ease as its reason: climb in smaller steps. */
  readonly ease: AbortSignal;
  /** Aborted: end the load, settle and drain; with a number as its reason, within so many microseconds. */
  readonly end: AbortSignal;
  /** Aborted with a number: whatever ends already ends within so many microseconds. */
  readonly hurry: AbortSignal;
  /** Every worker's process is there, with the priority and the limits of this one; none has begun. */
  readonly onSpawned?: () => void;
  /** Events of the workers, as they come. */
  readonly onEvent: (event: RunEvent) => void;
  /** Raw round trips of the workers, second by second, where the plan keeps any. */
  readonly onSamples?: (batch: SampleBatch) => void;
}

export interface Ease {
  /** The last stage that is played as planned. */
  readonly stage: number;
  /** Connections that any later stage may add, over all workers. */
  readonly increment: number;
}

/** Time for all workers to be ready to start together. */
const HEAD_START_US = 30_000;
const READY_TIMEOUT_MS = 30_000;
/** Beyond its drain, a worker that does not end is ended: soon where the run is in a hurry. */
const GRACE_MS = 5_000;
const HURRIED_GRACE_MS = 1_000;
/** The longest that a timer can wait: 24.8 days. */
const LONGEST_MS = 2 ** 31 - 1;

/** Plays the plan; the iteration ends when every worker has drained or died. */
export async function* playLocally(run: LocalRun): AsyncGenerator<Snapshot, void, undefined> {
  const fleet = new Fleet(run);
  try {
    await fleet.start();
    yield* fleet.windows;
  } finally {
    fleet.kill();
  }
}

class Fleet {
  readonly windows = new AsyncQueue<Snapshot>();
  readonly #run: LocalRun;
  readonly #handles: WorkerHandle[] = [];
  readonly #merger: WindowMerger;
  readonly #failedStart = Promise.withResolvers<never>();
  #startUs = 0;
  readonly #over = new AbortController();
  #profileEnd: ReturnType<typeof setTimeout> | undefined;
  #deadline: ReturnType<typeof setTimeout> | undefined;

  constructor(run: LocalRun) {
    this.#run = run;
    this.#merger = new WindowMerger(run.workers, (snapshot) => this.windows.push(snapshot));
  }

  async start(): Promise<void> {
    const { plan, secrets, workers, end, hurry, ease, stopClimbing } = this.#run;
    for (let i = 0; i < workers; i++) this.#handles.push(this.#spawn(i));
    this.#run.onSpawned?.();
    await this.#allReady();
    this.#startUs = monotonicClock.nowUs() + HEAD_START_US;
    for (const [i, handle] of this.#handles.entries()) {
      handle.send({
        type: 'start',
        plan: shard(plan, i, workers),
        secrets,
        worker: i,
        startUs: this.#startUs,
        sentUs: monotonicClock.nowUs(),
      });
      this.#run.onEvent(workerEvent(0, i, 'started', { pid: handle.pid }));
    }
    whenAborted(stopClimbing, this.#over.signal, () => this.#tellAll({ type: 'stop-climbing' }));
    whenAborted(ease, this.#over.signal, () => this.#tellAll({ type: 'ease', ...(ease.reason as Ease) }));
    whenAborted(end, this.#over.signal, () => this.#endNow(end.reason));
    whenAborted(hurry, this.#over.signal, () => this.#endNow(hurry.reason));
    // A worker that hangs would never say that it has settled.
    const profileMs = (HEAD_START_US + profileDurationUs(plan.profile)) / US_PER_MS;
    if (profileMs <= LONGEST_MS) this.#profileEnd = setTimeout(() => this.#boundTheDrain(), profileMs);
  }

  kill(): void {
    this.#over.abort();
    this.#clearTimers();
    for (const handle of this.#handles) handle.kill();
  }

  #spawn(index: number): WorkerHandle {
    return new WorkerHandle(index, {
      onWindow: (message) => {
        for (const event of message.events) this.#run.onEvent(event);
        if (message.samples !== undefined) this.#run.onSamples?.(unpackSamples(message.samples));
        const problem = this.#merger.add(index, message);
        if (problem !== null) return this.#lose(index, problem);
        for (const sum of this.#merger.misaccounts(index))
          this.#run.onEvent(accountingEvent(message.snapshot.endUs ?? 0, index, sum));
      },
      onDrained: () => this.#endIfAllEnded(),
      onLost: (how) => this.#lose(index, how),
    });
  }

  async #allReady(): Promise<void> {
    const tooLate = () =>
      this.#failedStart.reject(notReady('not all worker processes were ready within 30 s'));
    const late = setTimeout(tooLate, READY_TIMEOUT_MS);
    const ready = Promise.all(this.#handles.map((handle) => handle.ready));
    await Promise.race([ready, this.#failedStart.promise]).finally(() => clearTimeout(late));
  }

  #tellAll(message: Exclude<ToWorker, { type: 'start' }>): void {
    for (const handle of this.#handles) handle.send(message);
  }

  #endNow(within: unknown): void {
    const { drainUs } = this.#run.plan.deadlines;
    const isHurried = typeof within === 'number' && within < drainUs;
    this.#tellAll({ type: 'end', drainUs: isHurried ? within : drainUs });
    if (!isHurried) return this.#boundTheDrain();
    clearTimeout(this.#deadline);
    this.#deadline = undefined;
    this.#boundTheDrain(within, HURRIED_GRACE_MS);
  }

  /** The dead worker's connections are lost, counted and named; the rest of the run goes on. */
  #lose(index: number, how: string): void {
    const handle = this.#handles[index]!;
    if (handle.state === 'ended') return;
    if (handle.state === 'starting')
      this.#failedStart.reject(notReady(`a worker process ${how} before it was ready`));
    handle.kill();
    const atUs = Math.max(0, monotonicClock.nowUs() - this.#startUs);
    const lost = this.#merger.lose(index, atUs);
    this.#run.onEvent(workerEvent(atUs, index, 'lost', { how, connections: lost }));
    this.#endIfAllEnded();
  }

  #boundTheDrain(drainUs = this.#run.plan.deadlines.drainUs, graceMs = GRACE_MS): void {
    this.#deadline ??= setTimeout(
      () => {
        for (const handle of this.#handles)
          if (handle.state !== 'ended') this.#lose(handle.index, 'did not end in time');
      },
      drainUs / US_PER_MS + graceMs,
    );
  }

  #clearTimers(): void {
    clearTimeout(this.#profileEnd);
    clearTimeout(this.#deadline);
  }

  #endIfAllEnded(): void {
    if (this.#over.signal.aborted || this.#handles.some((handle) => handle.state !== 'ended')) return;
    this.#over.abort();
    this.#clearTimers();
    this.#merger.finish();
    this.windows.end();
  }
}

/** Until `over`: a signal may outlive the run by far. */
function whenAborted(signal: AbortSignal, over: AbortSignal, act: () => void): void {
  if (signal.aborted) act();
  else signal.addEventListener('abort', act, { once: true, signal: over });
}

function notReady(what: string): AppError {
  return new AppError('E_WORKER', what, {
    hint: 'The machine may be overloaded or out of memory: run busyhour doctor, or use fewer --workers.',
    exitCode: EXIT.internal,
  });
}
