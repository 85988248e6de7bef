// A worker: one process that plays one shard and sends a window every second. It lives as long as its main
// process does, and not a second longer: nothing may keep loading a target that nobody watches.
import { US_PER_SECOND } from '../../base/time.ts';
import { packSamples } from '../../metrics/sample.ts';
import { pack } from '../../metrics/snapshot-json.ts';
import { findPlatform } from '../../platform/registry.ts';
import type { EndMessage, FromWorker, ReplanMessage, StartMessage } from '../channel.ts';
import { Load } from '../load/load.ts';
import { fromOtherProcess, monotonicClock } from '../loop/clock.ts';
import { Timer, type TimerOwner } from '../loop/timer-wheel.ts';
import { createContext, type EngineContext } from '../shared/context.ts';
import { EventLog } from '../shared/event-log.ts';
import { SampleLog } from '../shared/sample-log.ts';
import { SelfWatch } from './self-watch.ts';

export class Worker implements TimerOwner {
  readonly #context: EngineContext;
  readonly #load: Load;
  readonly #watch: SelfWatch;
  readonly #startUs: number;
  readonly #send: (message: FromWorker) => void;
  readonly #timer = new Timer(this, 0);
  #window = 0;
  #settled = false;

  constructor(start: StartMessage, send: (message: FromWorker) => void) {
    const platform = findPlatform(start.plan.platform.name);
    if (platform === undefined) throw new Error(`no such platform: ${start.plan.platform.name}`);
    this.#startUs = fromOtherProcess(start.startUs, start.sentUs);
    this.#send = send;
    this.#context = createContext({
      plan: start.plan,
      platform,
      secrets: start.secrets,
      events: new EventLog(start.worker, this.#startUs),
      samples: SampleLog.create(start.worker, this.#startUs, start.plan.messages.samplesPerSecond),
      clock: monotonicClock,
    });
    this.#watch = new SelfWatch(this.#context);
    this.#load = new Load(this.#context, this.#startUs, {
      onSettled: () => this.#sendWindow(this.#context.clock.nowUs(), true),
      onDrained: () => this.#onDrained(),
    });
  }

  start(): void {
    this.#context.loop?.start();
    this.#load.start();
    this.#context.wheel.set(this.#timer, this.#startUs + US_PER_SECOND);
  }

  tell(message: ReplanMessage | EndMessage): void {
    if (message.type === 'replan') this.#load.replan(message);
    else this.#load.end(message.drainUs);
  }

  /** The main process is gone: drop everything. */
  abandon(): void {
    this.#load.abandon();
  }

  onTimer(timer: Timer): void {
    if (this.#settled) return;
    this.#sendWindow(timer.dueUs, false);
    this.#context.limits.newWindow();
    this.#context.wheel.set(timer, this.#startUs + (this.#window + 1) * US_PER_SECOND);
  }

  /** A late turn may pass a second's end: the window then carries the number of the second it closes. */
  #sendWindow(endUs: number, isLast: boolean): void {
    this.#settled = isLast;
    const { recorder, events, samples } = this.#context;
    recorder.paused(0, this.#context.clock.nowUs());
    const sockets = this.#context.sockets.open;
    const levels = { target: this.#load.target, waiting: this.#load.waiting, sockets };
    const snapshot = recorder.take(endUs - this.#startUs, levels, this.#watch.take());
    this.#send({
      type: 'window',
      number: this.#window++,
      snapshot: pack(snapshot),
      events: events.take(endUs),
      ...(samples === null ? {} : { samples: packSamples(samples.take(endUs)) }),
      isLast,
    });
  }

  #onDrained(): void {
    this.#context.wheel.stop();
    this.#context.loop?.stop();
    this.#send({ type: 'drained' });
  }
}
