// The workers of this machine as one source: deals the plan, starts them together, tells what they measured second by
// second, obeys commands, and outlives the death of any of them. Runs in the main process.
import { AppError, EXIT } from '../../base/app-error.ts';
import { US_PER_MS } from '../../base/time.ts';
import { accountingEvent, workerEvent } from '../../metrics/record/facts.ts';
import type { Moment } from '../../metrics/record/moment.ts';
import { MomentMerger } from '../../metrics/record/moment-merger.ts';
import { unpackSamples } from '../../metrics/sample.ts';
import { unpack } from '../../metrics/snapshot-json.ts';
import type { Command, EndCommand, ReplanCommand } from '../../plan/command.ts';
import type { Order } from '../../plan/order.ts';
import { profileDurationUs } from '../../plan/profile.ts';
import { type Chapter, levelAtOnce, levelBefore } from '../../plan/schedule.ts';
import { dealLevel, shard } from '../../plan/shard.ts';
import type { Secrets, ToWorker, WindowMessage } from '../channel.ts';
import { monotonicClock } from '../loop/clock.ts';
import { AsyncQueue } from './async-queue.ts';
import { WorkerHandle } from './worker-handle.ts';

/** What playing on this machine needs beside the order. */
export interface LocalMeans {
  readonly secrets: Secrets;
  readonly workers: number;
  /** Every worker's process is there, with the priority and the limits of this one; none has begun. */
  readonly onSpawned?: () => void;
  /** All are ready and begin at that time of the engine's clock; these are their processes. */
  readonly onStart?: (startUs: number, pids: readonly number[]) => void;
}

/** Time for all workers to be ready to start together. */
const HEAD_START_US = 30_000;
const READY_TIMEOUT_MS = 30_000;
/** Beyond its drain, a worker that does not end is ended: soon where the run is in a hurry. */
const GRACE_MS = 5_000;
const HURRIED_GRACE_MS = 1_000;
/** The longest that a timer can wait: 24.8 days. */
const LONGEST_MS = 2 ** 31 - 1;

/** Plays the order; the iteration ends when every worker has drained or died. */
export async function* playLocally(order: Order, means: LocalMeans): AsyncGenerator<Moment, void, undefined> {
  const workers = new Workers(order, means);
  try {
    await workers.start();
    yield* workers.moments;
  } finally {
    workers.kill();
  }
}

class Workers {
  readonly moments = new AsyncQueue<Moment>();
  readonly #order: Order;
  readonly #means: LocalMeans;
  readonly #handles: WorkerHandle[] = [];
  readonly #merger = new MomentMerger((moment) => this.moments.push(moment));
  readonly #failedStart = Promise.withResolvers<never>();
  #startUs = 0;
  /** What is played since the last command. */
  #chapter: Chapter;
  #isOver = false;
  #unfollow: () => void = () => {};
  #profileEnd: ReturnType<typeof setTimeout> | undefined;
  #deadline: ReturnType<typeof setTimeout> | undefined;

  constructor(order: Order, means: LocalMeans) {
    this.#order = order;
    this.#means = means;
    this.#chapter = { startUs: 0, from: 0, stages: order.plan.profile.stages };
  }

  async start(): Promise<void> {
    const { plan, commands } = this.#order;
    const { workers, secrets, onSpawned } = this.#means;
    for (let i = 0; i < workers; i++) this.#handles.push(this.#spawn(i));
    onSpawned?.();
    await this.#allReady();
    this.#startUs = monotonicClock.nowUs() + HEAD_START_US;
    const startedAt = new Date(Date.now() + HEAD_START_US / US_PER_MS).toISOString();
    for (const [i, handle] of this.#handles.entries()) {
      const sentUs = monotonicClock.nowUs();
      const part = shard(plan, i, workers);
      this.#merger.join(i);
      handle.send({ type: 'start', plan: part, secrets, worker: i, startUs: this.#startUs, sentUs });
      this.#merger.say(workerEvent(0, i, 'started', { pid: handle.pid, startedAt }));
    }
    const pids = this.#handles.map(({ pid }) => pid);
    this.#means.onStart?.(this.#startUs, pids);
    this.#awaitProfileEnd(profileDurationUs(plan.profile));
    this.#unfollow = commands.follow((command) => this.#obey(command));
  }

  kill(): void {
    this.#end();
    for (const handle of this.#handles) handle.kill();
  }

  #spawn(index: number): WorkerHandle {
    return new WorkerHandle(index, {
      onWindow: (message) => this.#onWindow(index, message),
      onDrained: () => this.#endIfAllEnded(),
      onLost: (how) => this.#lose(index, how),
    });
  }

  #onWindow(index: number, { number, snapshot, events, samples, isLast }: WindowMessage): void {
    const window = unpack(snapshot);
    if (typeof window === 'string') return this.#lose(index, `sent a broken window: ${window}`);
    const batches = samples === undefined ? [] : [unpackSamples(samples)];
    this.#merger.add(index, { number, window, events, samples: batches, isLast });
    for (const sum of this.#merger.misaccounts(index))
      this.#merger.say(accountingEvent(window.endUs, index, sum));
  }

  async #allReady(): Promise<void> {
    const tooLate = () =>
      this.#failedStart.reject(notReady('not all worker processes were ready within 30 s'));
    const late = setTimeout(tooLate, READY_TIMEOUT_MS);
    const ready = Promise.all(this.#handles.map((handle) => handle.ready));
    await Promise.race([ready, this.#failedStart.promise]).finally(() => clearTimeout(late));
  }

  #obey(command: Command): void {
    if (this.#isOver) return;
    if (command.kind === 'end') this.#endLoad(command);
    else this.#replan(command);
  }

  /** Workers play their shares of what follows; what holds at once is dealt by what each has open. */
  #replan({ fromUs, stages, because }: ReplanCommand): void {
    const fromLevel = levelBefore(this.#chapter, fromUs);
    this.#chapter = { startUs: fromUs, from: fromLevel, stages };
    const living = this.#handles.filter(({ state }) => state !== 'ended');
    const isDue = this.#startUs + fromUs <= monotonicClock.nowUs();
    const levels = living.map(({ index }) => this.#merger.levels(index));
    const holds = isDue ? dealLevel(levelAtOnce(stages, fromLevel), levels) : [];
    for (const [i, handle] of living.entries())
      handle.send({ type: 'replan', fromUs, stages, fromLevel, hold: holds[i] ?? null, because });
    this.#awaitProfileEnd(fromUs + profileDurationUs({ stages }));
  }

  #endLoad({ withinUs }: EndCommand): void {
    const { drainUs } = this.#order.plan.deadlines;
    const isHurried = withinUs !== null && withinUs < drainUs;
    this.#tellAll({ type: 'end', drainUs: isHurried ? withinUs : drainUs });
    if (!isHurried) return this.#boundTheDrain();
    clearTimeout(this.#deadline);
    this.#deadline = undefined;
    this.#boundTheDrain(withinUs, HURRIED_GRACE_MS);
  }

  #tellAll(message: ToWorker): void {
    for (const handle of this.#handles) handle.send(message);
  }

  /** The dead worker's connections are lost, counted and named; the rest of the run goes on. */
  #lose(index: number, how: string): void {
    const handle = this.#handles[index]!;
    if (handle.state === 'ended') return;
    if (handle.state === 'starting') {
      handle.kill();
      this.#failedStart.reject(notReady(`a worker process ${how} before it was ready`));
      return;
    }
    handle.kill();
    const atUs = Math.max(0, monotonicClock.nowUs() - this.#startUs);
    this.#merger.lose(index, atUs, (connections) => workerEvent(atUs, index, 'lost', { how, connections }));
    this.#endIfAllEnded();
  }

  /** A worker that hangs would never say that it has settled. */
  #awaitProfileEnd(endUs: number): void {
    clearTimeout(this.#profileEnd);
    const ms = (this.#startUs + endUs - monotonicClock.nowUs()) / US_PER_MS;
    if (ms <= LONGEST_MS) this.#profileEnd = setTimeout(() => this.#boundTheDrain(), Math.max(0, ms));
  }

  #boundTheDrain(drainUs = this.#order.plan.deadlines.drainUs, graceMs = GRACE_MS): void {
    this.#deadline ??= setTimeout(
      () => {
        for (const handle of this.#handles)
          if (handle.state !== 'ended') this.#lose(handle.index, 'did not end in time');
      },
      drainUs / US_PER_MS + graceMs,
    );
  }

  #endIfAllEnded(): void {
    if (this.#isOver || this.#handles.some((handle) => handle.state !== 'ended')) return;
    this.#end();
    this.#merger.finish();
    this.moments.end();
  }

  #end(): void {
    this.#isOver = true;
    this.#unfollow();
    clearTimeout(this.#profileEnd);
    clearTimeout(this.#deadline);
  }
}

function notReady(what: string): AppError {
  return new AppError('E_WORKER', what, {
    hint: 'The machine may be overloaded or out of memory: run busyhour doctor, or use fewer --workers.',
    exitCode: EXIT.internal,
  });
}
