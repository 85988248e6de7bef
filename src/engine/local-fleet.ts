// The workers of this machine as one run: deals the plan, starts them together, merges their windows second
// by second, and outlives the death of any of them. What comes out is an async iterable of snapshots, and
// the only things that go in are two AbortSignals.
import { AppError, EXIT } from '../base/app-error.ts';
import type { RunEvent } from '../metrics/run-event.ts';
import { workerEvent } from '../metrics/run-facts.ts';
import type { Snapshot } from '../metrics/snapshot.ts';
import type { Plan } from '../plan/plan.ts';
import { shard } from '../plan/shard.ts';
import { AsyncQueue } from './async-queue.ts';
import { monotonicClock } from './clock.ts';
import type { Secrets } from './context.ts';
import { WindowMerger } from './window-merger.ts';
import { WorkerHandle } from './worker-handle.ts';

export interface LocalRun {
  readonly plan: Plan;
  readonly secrets: Secrets;
  readonly workers: number;
  /** Aborted: stop climbing, hold what is open. */
  readonly stopClimbing: AbortSignal;
  /** Aborted: end the load, settle and drain. */
  readonly end: AbortSignal;
  /** Events of the workers, as they come. */
  readonly onEvent: (event: RunEvent) => void;
}

/** Time for all workers to be ready to start together. */
const HEAD_START_US = 30_000;
const READY_TIMEOUT_MS = 30_000;
/** Beyond the plan's own drain, a worker that does not end is ended. */
const GRACE_MS = 2_000;

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
  #startUs = 0;
  #over = false;
  #deadline: ReturnType<typeof setTimeout> | undefined;

  constructor(run: LocalRun) {
    this.#run = run;
    this.#merger = new WindowMerger(run.workers, (snapshot) => this.windows.push(snapshot));
  }

  async start(): Promise<void> {
    const { plan, secrets, workers, end, stopClimbing } = this.#run;
    for (let i = 0; i < workers; i++) this.#handles.push(this.#spawn(i));
    await this.#allReady();
    this.#startUs = monotonicClock.nowUs() + HEAD_START_US;
    for (const [i, handle] of this.#handles.entries()) {
      handle.send({
        type: 'start',
        plan: shard(plan, i, workers),
        secrets,
        worker: i,
        startUs: this.#startUs,
      });
    }
    whenAborted(stopClimbing, () => this.#tellAll({ type: 'stop-climbing' }));
    whenAborted(end, () => this.#tellAll({ type: 'end' }));
  }

  kill(): void {
    clearTimeout(this.#deadline);
    for (const handle of this.#handles) handle.kill();
  }

  #spawn(index: number): WorkerHandle {
    return new WorkerHandle(index, {
      onWindow: (message) => {
        for (const event of message.events) this.#run.onEvent(event);
        const problem = this.#merger.add(index, message);
        if (problem !== null) this.#lose(index, problem);
        if (message.isLast) this.#boundTheDrain();
      },
      onDrained: () => this.#endIfAllEnded(),
      onLost: (how) => this.#lose(index, how),
    });
  }

  async #allReady(): Promise<void> {
    const late = new Promise<never>((_, reject) => {
      setTimeout(() => reject(notReady(this.#run.workers)), READY_TIMEOUT_MS).unref();
    });
    await Promise.race([Promise.all(this.#handles.map((handle) => handle.ready)), late]);
  }

  #tellAll(message: { type: 'stop-climbing' } | { type: 'end' }): void {
    for (const handle of this.#handles) handle.send(message);
  }

  /** The dead worker's connections are lost, counted and named; the rest of the run goes on. */
  #lose(index: number, how: string): void {
    const handle = this.#handles[index]!;
    if (handle.state === 'ended') return;
    handle.kill();
    const atUs = Math.max(0, monotonicClock.nowUs() - this.#startUs);
    const lost = this.#merger.lose(index, atUs);
    this.#run.onEvent(workerEvent(atUs, index, 'lost', { how, connections: lost }));
    this.#endIfAllEnded();
  }

  #boundTheDrain(): void {
    this.#deadline ??= setTimeout(
      () => {
        for (const handle of this.#handles)
          if (handle.state !== 'ended') this.#lose(handle.index, 'did not end in time');
      },
      this.#run.plan.deadlines.drainUs / 1_000 + GRACE_MS,
    );
  }

  #endIfAllEnded(): void {
    if (this.#over || this.#handles.some((handle) => handle.state !== 'ended')) return;
    this.#over = true;
    clearTimeout(this.#deadline);
    this.#merger.finish();
    this.windows.end();
  }
}

function whenAborted(signal: AbortSignal, act: () => void): void {
  if (signal.aborted) act();
  else signal.addEventListener('abort', act, { once: true });
}

function notReady(workers: number): AppError {
  return new AppError('E_WORKER', `the ${workers} worker processes were not ready within 30 s`, {
    hint: 'The machine may be overloaded or out of memory: run busyhour doctor, or use fewer --workers.',
    exitCode: EXIT.internal,
  });
}
