// The generator watching itself: how late its own loop runs, how much of a core and of memory it uses.
// Costs a timer of the wheel and two system calls a second.
import type { Health } from '../metrics/snapshot.ts';
import type { EngineContext } from './context.ts';
import { Timer, type TimerOwner } from './timer-wheel.ts';

const EVERY_US = 20_000;

export class SelfWatch implements TimerOwner {
  readonly #context: EngineContext;
  readonly #timer = new Timer(this, 0);
  #cpuUs = cpuUs();
  #atUs: number;

  constructor(context: EngineContext) {
    this.#context = context;
    this.#atUs = context.clock.nowUs();
    context.wheel.set(this.#timer, this.#atUs + EVERY_US);
  }

  /** The lag is how much later than due the loop came round to this timer. */
  onTimer(timer: Timer, nowUs: number): void {
    this.#context.recorder.histograms.loopLag.record(nowUs - timer.dueUs);
    this.#context.wheel.set(timer, nowUs + EVERY_US);
  }

  /** Since the last call. */
  take(): Health {
    const nowUs = this.#context.clock.nowUs();
    const usedUs = cpuUs();
    const cpuShare = (usedUs - this.#cpuUs) / Math.max(1, nowUs - this.#atUs);
    this.#cpuUs = usedUs;
    this.#atUs = nowUs;
    return { cpuShare: Math.round(cpuShare * 1_000) / 1_000, rssBytes: process.memoryUsage.rss() };
  }
}

function cpuUs(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}
