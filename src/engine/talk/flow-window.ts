// The receiving side's flow: events wait for their (simulated) processing, each is acknowledged after it, and
// reading stops when too many wait. Bounded by the plan; what waits is a number each.

import { Timer, type TimerOwner } from '../loop/timer-wheel.ts';
import type { EngineContext } from '../shared/context.ts';

/** What the flow window asks of its connection. */
export interface FlowUser {
  acknowledge(seq: number): void;
  /** Sends what `acknowledge` gathered. */
  flush(): void;
  pauseReading(): void;
  resumeReading(): void;
}

export class FlowWindow implements TimerOwner {
  readonly #context: EngineContext;
  readonly #user: FlowUser;
  readonly #highWater: number;
  readonly #lowWater: number;
  readonly #timer: Timer;
  #waiting: number[] = [];
  #isPaused = false;

  constructor(context: EngineContext, user: FlowUser) {
    const { ackWindow, highWater, receiveBuffer } = context.plan.flow;
    this.#context = context;
    this.#user = user;
    // Pausing only when the window is full would be too late: the events that fill it are on their way.
    this.#highWater = Math.max(
      1,
      Math.min(highWater, receiveBuffer, ackWindow > 0 ? ackWindow : receiveBuffer),
    );
    this.#lowWater = Math.floor(this.#highWater / 2);
    this.#timer = new Timer(this, 0);
  }

  /** An event arrived; `seq` is -1 where it wants no ack. */
  add(seq: number, nowUs: number): void {
    const { processingUs } = this.#context.plan.flow;
    if (processingUs === 0) {
      if (seq >= 0) this.#user.acknowledge(seq);
      return;
    }
    this.#waiting.push(seq);
    this.#context.recorder.histograms.queueDepth.record(this.#waiting.length);
    if (!this.#timer.isSet) this.#context.wheel.set(this.#timer, nowUs + processingUs);
    if (this.#waiting.length >= this.#highWater && !this.#isPaused) this.#pause(nowUs);
  }

  onTimer(timer: Timer, nowUs: number): void {
    const { processingUs } = this.#context.plan.flow;
    // One event after the other, each due `processingUs` after the one before: a late turn catches up.
    let dueUs = timer.dueUs;
    while (this.#waiting.length > 0 && dueUs <= nowUs) {
      const seq = this.#waiting.shift()!;
      if (seq >= 0) this.#user.acknowledge(seq);
      dueUs += processingUs;
    }
    this.#user.flush();
    if (this.#isPaused && this.#waiting.length <= this.#lowWater) {
      this.#unpause(nowUs);
      this.#user.resumeReading();
    }
    if (this.#waiting.length > 0) this.#context.wheel.set(this.#timer, dueUs);
  }

  stop(nowUs: number): void {
    this.#context.wheel.clear(this.#timer);
    if (this.#isPaused) this.#unpause(nowUs);
  }

  #pause(nowUs: number): void {
    this.#isPaused = true;
    this.#context.recorder.counters.backPressureEvents++;
    this.#context.recorder.paused(1, nowUs);
    this.#user.pauseReading();
  }

  #unpause(nowUs: number): void {
    this.#isPaused = false;
    this.#context.recorder.paused(-1, nowUs);
  }
}
