// Plays one fault for real: a server of its own, a worker process of the engine's public API, bystanders and
// victims. Returns what was seen as plain data, so that a play in a namespace can be judged outside of it.
// Law: it waits only for conditions, each within a bound, and leaves no process and no socket behind.

import { playLocally } from '../../src/engine/local/play-locally.ts';
import { monotonicClock } from '../../src/engine/loop/clock.ts';
import type { RunEvent } from '../../src/metrics/record/event.ts';
import { accumulate, emptySnapshot } from '../../src/metrics/snapshot.ts';
import { CommandFeed } from '../../src/plan/order.ts';
import { until } from '../until.ts';
import { BYSTANDERS, DEADLINE_MS, type Fault, VICTIMS } from './fault.ts';
import type { End, Outcome } from './outcome.ts';
import { planFor } from './plan.ts';
import { Stage } from './stage.ts';
import { countFiles, countSockets, lowestOf, lowestUntil, peakMemoryMb } from './worker-process.ts';

const US_PER_MS = 1_000;
/** Each bystander still echoes when it has echoed so often since the victims' end. */
const SIGNS_OF_LIFE = 3;
const ATTEMPTS = 3;

/** Of a machine that did not get its bystanders served in time: nothing was wrong yet, so nothing was seen. */
class TooBusy extends Error {}

export async function play(fault: Fault): Promise<Outcome> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await playOnce(fault);
    } catch (error) {
      if (!(error instanceof TooBusy) || attempt === ATTEMPTS) throw error;
    }
  }
}

async function playOnce(fault: Fault): Promise<Outcome> {
  const stage = new Stage(fault);
  await stage.listen();
  const commands = new CommandFeed();
  const end = (withinUs: number | null) =>
    commands.give({ kind: 'end', because: 'interrupt', evidence: {}, withinUs });
  const player = new Player(fault, stage, commands);
  try {
    return await player.play(() => end(null));
  } finally {
    end(0);
    await player.over;
    await stage.close();
  }
}

class Player {
  over: Promise<void> = Promise.resolve();
  readonly #fault: Fault;
  readonly #stage: Stage;
  readonly #commands: CommandFeed;
  readonly #events: RunEvent[] = [];
  #total = emptySnapshot();
  #startMs = 0;
  #gateMs = 0;
  #before = 0;

  constructor(fault: Fault, stage: Stage, commands: CommandFeed) {
    this.#fault = fault;
    this.#stage = stage;
    this.#commands = commands;
    stage.onGate = () => this.#onGate();
  }

  async play(end: () => void): Promise<Outcome> {
    const stage = this.#stage;
    if (this.#fault.heal) await this.#fault.spoil?.(stage);
    this.over = this.#run();
    await this.#until(() => stage.workerPid > 0, 'the start of the worker');
    await this.#until(() => this.#gateMs > 0 || this.#ends().length > 0, "the victims' turn");
    if (this.#gateMs === 0) throw new TooBusy(`bystanders failed: ${JSON.stringify(this.#ends())}`);
    await this.#until(() => this.#isFelt(), 'the end of every victim');
    await this.#fault.heal?.(stage);
    await this.#until(() => stage.bystanders.length === BYSTANDERS, 'every bystander');
    const wanted = stage.bystanders.map(({ echoed }) => echoed + SIGNS_OF_LIFE);
    await this.#until(() => stage.bystanders.every(({ echoed }, i) => echoed >= wanted[i]!), 'echoes');
    const extra = this.#fault.expect.until ? VICTIMS : 0;
    const before = this.#before + extra;
    const after = await lowestUntil(() => this.#count(), before);
    const memoryMb = peakMemoryMb(stage.workerPid);
    end();
    await this.over;
    return this.#outcome({ before, after }, memoryMb);
  }

  async #run(): Promise<void> {
    const order = { plan: planFor(this.#fault, this.#stage.port), commands: this.#commands };
    const means = {
      secrets: { tokens: [] },
      workers: 1,
      onStart: (startUs: number, [pid]: readonly number[]) => this.#onStarted(startUs, pid!),
    };
    try {
      for await (const { window, events } of playLocally(order, means)) {
        for (const event of events) this.#onEvent(event);
        this.#total = accumulate(this.#total, window);
      }
    } catch (error) {
      this.#stage.problem ??= error;
    }
  }

  #onEvent(event: RunEvent): void {
    this.#events.push(event);
    if (event.kind !== 'worker') return;
    const { state, how } = event.detail;
    if (state === 'lost') this.#stage.problem ??= new Error(`the worker was lost: it ${how}`);
  }

  #onStarted(startUs: number, pid: number): void {
    this.#startMs = startUs / US_PER_MS;
    this.#stage.workerPid = pid;
    // Where the victims come first: what the worker has before it begins, and later the bystanders'.
    if (!this.#fault.heal) return;
    this.#gateMs = this.#startMs;
    this.#before = this.#count() + BYSTANDERS;
  }

  async #onGate(): Promise<void> {
    if (this.#fault.heal) return;
    await this.#fault.spoil?.(this.#stage);
    this.#before = await lowestOf(() => this.#count());
    this.#gateMs = monotonicClock.nowUs() / US_PER_MS;
    // The deadline of the victims holds for bystanders too: enough of it must be left for the answer to be read.
    const spentMs = this.#gateMs - this.#startMs;
    if (this.#fault.deadline && spentMs > DEADLINE_MS / 2) throw new TooBusy(`${spentMs} ms for a handshake`);
  }

  #isFelt(): boolean {
    const { until } = this.#fault.expect;
    return this.#ends().length >= VICTIMS || until?.(this.#total.counters) === true;
  }

  #ends(): End[] {
    return this.#events.flatMap(({ kind, connection, detail, atUs }) =>
      kind === 'failure' || kind === 'close'
        ? [{ ordinal: connection!, kind, detail, afterMs: this.#startMs + atUs / US_PER_MS - this.#gateMs }]
        : [],
    );
  }

  #count(): number {
    const { workerPid } = this.#stage;
    return this.#fault.heal ? countSockets(workerPid) : countFiles(workerPid);
  }

  /** Until the condition holds, and as long as nothing else went wrong. */
  async #until(condition: () => boolean, what: string): Promise<void> {
    const sound = () => {
      if (this.#stage.problem !== undefined) throw this.#stage.problem;
      return condition();
    };
    await until(sound, what, { seen: () => ({ ends: this.#ends() }) });
  }

  #outcome(descriptors: Outcome['descriptors'], memoryMb: number): Outcome {
    const { counters, failures, closes, notAttempted, gauges, histograms } = this.#total;
    return {
      counters,
      failures,
      closes,
      notAttempted,
      openAtEnd: gauges.open,
      connectingAtEnd: gauges.connecting,
      ends: this.#ends(),
      descriptors,
      echoed: this.#stage.bystanders.reduce((sum, { echoed }) => sum + echoed, 0),
      goodbyes: this.#stage.victims.map(({ goodbyes }) => goodbyes),
      memoryMb,
      slowestTcpMs: (histograms.phaseTcp?.percentile(100) ?? 0) / US_PER_MS,
    };
  }
}
