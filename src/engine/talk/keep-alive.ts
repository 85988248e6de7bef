// Our own pings: one at a time, its answer timed, its absence a timeout. When the answer comes late or wrong
// the two sides are out of step, and the next ping comes in half the interval (the guide's 10 s of 20 s).
import { uniform } from '../../plan/random.ts';
import { Timer, type TimerOwner } from '../loop/timer-wheel.ts';
import type { EngineContext } from '../shared/context.ts';
import type { Listener } from './listener.ts';

export interface KeepAliveUser extends Listener {
  sendPing(payload: Uint8Array): void;
  onPingTimeout(): void;
}

const PHASE_STREAM = 2;
const payload = new Uint8Array(4);
const payloadView = new DataView(payload.buffer);

export class KeepAlive implements TimerOwner {
  readonly #context: EngineContext;
  readonly #user: KeepAliveUser;
  readonly #timer: Timer;
  #sentUs = 0;
  #number = 0;
  #waiting = false;

  /** Pings begin somewhere within the first interval, so that many connections do not ping at once. */
  constructor(context: EngineContext, user: KeepAliveUser, ordinal: number, nowUs: number) {
    const { pingIntervalUs } = context.plan.keepAlive;
    this.#context = context;
    this.#user = user;
    this.#timer = new Timer(this, 0);
    const phase = uniform(context.plan.seed, PHASE_STREAM, ordinal);
    context.wheel.set(this.#timer, nowUs + Math.round(phase * pingIntervalUs));
  }

  onTimer(_timer: Timer, nowUs: number): void {
    if (this.#waiting) {
      if (this.#user.isDeafAt(nowUs))
        this.#context.wheel.set(this.#timer, nowUs + this.#context.plan.keepAlive.pingTimeoutUs);
      else this.#user.onPingTimeout();
      return;
    }
    this.#waiting = true;
    this.#sentUs = nowUs;
    this.#number++;
    payloadView.setUint32(0, this.#number);
    this.#context.recorder.counters.pingsSent++;
    this.#user.sendPing(payload);
    this.#context.wheel.set(this.#timer, nowUs + this.#context.plan.keepAlive.pingTimeoutUs);
  }

  onPong(data: Uint8Array, start: number, end: number, nowUs: number): void {
    if (!this.#waiting) return;
    const { pingIntervalUs, pingTimeoutUs } = this.#context.plan.keepAlive;
    const rttUs = nowUs - this.#sentUs;
    const matches = end - start === payload.length && readUint32(data, start) === this.#number;
    if (!matches) return;
    this.#waiting = false;
    this.#context.recorder.counters.pongsReceived++;
    this.#context.recorder.histograms.pingRtt.record(rttUs);
    const inStep = rttUs <= pingTimeoutUs / 2;
    this.#context.wheel.set(
      this.#timer,
      Math.max(nowUs, this.#sentUs + (inStep ? pingIntervalUs : pingIntervalUs / 2)),
    );
  }

  stop(): void {
    this.#waiting = false;
    this.#context.wheel.clear(this.#timer);
  }
}

function readUint32(data: Uint8Array, at: number): number {
  return ((data[at]! << 24) | (data[at + 1]! << 16) | (data[at + 2]! << 8) | data[at + 3]!) >>> 0;
}
