// What the clockwork of a worker needs to run without a network: its context on a clock that is moved by hand. The parts
// are the engine's own; what only a dial needs (names, transports) is left out, and whoever asked for it would fall over.

import { NextTurn } from '../../src/engine/loop/next-turn.ts';
import { TimerWheel } from '../../src/engine/loop/timer-wheel.ts';
import type { EngineContext } from '../../src/engine/shared/context.ts';
import { Credentials } from '../../src/engine/shared/credentials.ts';
import { EventLog } from '../../src/engine/shared/event-log.ts';
import { FrameBuffer } from '../../src/engine/shared/frame-buffer.ts';
import type { RunEvent } from '../../src/metrics/record/event.ts';
import { Recorder } from '../../src/metrics/recorder.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { plain } from '../../src/platform/plain/plain.ts';
import type { Platform } from '../../src/platform/platform.ts';
import { RandomPool } from '../../src/wire/random-pool.ts';
import { PLAN } from '../plan/plans.ts';
import { ManualAlarm, ManualClock } from './manual-clock.ts';

export interface RigOptions {
  readonly platform?: Platform;
  readonly plan?: Partial<Plan>;
}

export class Rig {
  readonly clock = new ManualClock();
  readonly #alarm = new ManualAlarm();
  readonly context: EngineContext;

  constructor({ platform = plain, plan = {} }: RigOptions = {}) {
    const whole = { ...PLAN, ...plan };
    this.context = {
      clock: this.clock,
      loop: null,
      wheel: new TimerWheel(this.clock, this.#alarm),
      recorder: new Recorder(),
      plan: whole,
      platform,
      credentials: new Credentials(whole, { tokens: [] }),
      events: new EventLog(0, 0),
      samples: null,
      frames: new FrameBuffer(),
      nextTurn: new NextTurn(),
      random: new RandomPool(),
    } as unknown as EngineContext;
  }

  get counters() {
    return this.context.recorder.counters;
  }

  get nowUs(): number {
    return this.clock.nowUs();
  }

  /** Time passes, and every timer rings when it is due. */
  pass(us: number): void {
    const endUs = this.nowUs + us;
    while (this.#alarm.dueUs <= endUs) {
      this.clock.advance(Math.max(0, this.#alarm.dueUs - this.nowUs));
      this.#alarm.onRing();
    }
    this.clock.advance(endUs - this.nowUs);
  }

  /** The loop's next turn, with all that waits for it. */
  nextTurn(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
  }

  events(): RunEvent[] {
    return this.context.events.take(this.nowUs);
  }
}

/** A plan's messages with some of its settings replaced. */
export function messages(settings: Partial<Plan['messages']>): Pick<Plan, 'messages'> {
  return { messages: { ...PLAN.messages, ...settings } };
}
