// A load on a clock that is moved by hand, against a network in memory: the only place where the tests of src/engine/load
// build a context. All parts are the engine's own but the two that stand for the world: the clock and the network.

import type { Stage } from '../../../src/base/stage.ts';
import type { ReplanMessage } from '../../../src/engine/channel.ts';
import { Load } from '../../../src/engine/load/load.ts';
import { NextTurn } from '../../../src/engine/loop/next-turn.ts';
import { TimerWheel } from '../../../src/engine/loop/timer-wheel.ts';
import type { EngineContext } from '../../../src/engine/shared/context.ts';
import { Credentials } from '../../../src/engine/shared/credentials.ts';
import { EventLog } from '../../../src/engine/shared/event-log.ts';
import { FrameBuffer } from '../../../src/engine/shared/frame-buffer.ts';
import { Resolver } from '../../../src/engine/transport/resolver.ts';
import { SocketCount } from '../../../src/engine/transport/socket-count.ts';
import { checkAccounting } from '../../../src/metrics/accounting.ts';
import { Recorder } from '../../../src/metrics/recorder.ts';
import { emptySnapshot, type Snapshot } from '../../../src/metrics/snapshot.ts';
import type { Plan } from '../../../src/plan/plan.ts';
import { plain } from '../../../src/platform/plain/plain.ts';
import { ParserLimits } from '../../../src/wire/parser-limits.ts';
import { RandomPool } from '../../../src/wire/random-pool.ts';
import { PLAN } from '../../plan/plans.ts';
import { ManualAlarm, ManualClock } from '../manual-clock.ts';
import { Network } from './network.ts';

export const SECOND_US = 1_000_000;

export class Rig {
  readonly clock = new ManualClock();
  readonly network = new Network();
  readonly startUs = this.clock.nowUs();
  /** What the load told of its end, in order. */
  readonly told: ('settled' | 'drained')[] = [];
  /** The counts as they were when it had settled. */
  settled: Snapshot | null = null;
  readonly context: EngineContext;
  readonly load: Load;
  readonly #alarm = new ManualAlarm();

  constructor(plan: Plan) {
    const nextTurn = new NextTurn();
    this.context = {
      clock: this.clock,
      loop: null,
      wheel: new TimerWheel(this.clock, this.#alarm),
      recorder: new Recorder(),
      plan,
      platform: plain,
      credentials: new Credentials(plan, { tokens: [] }),
      sockets: new SocketCount(),
      events: new EventLog(0, this.startUs),
      samples: null,
      resolver: new Resolver(this.clock),
      transport: this.network,
      frames: new FrameBuffer(),
      nextTurn,
      random: new RandomPool(),
      limits: new ParserLimits({ maxMessageBytes: 1 << 20, maxControlFrames: 1_000 }),
    };
    this.load = new Load(this.context, this.startUs, {
      onSettled: () => {
        this.told.push('settled');
        this.settled = this.take();
      },
      onDrained: () => this.told.push('drained'),
    });
  }

  /** Time passes; each timer rings when it is due, and the network does its part in no time. */
  async pass(us: number): Promise<void> {
    const endUs = this.clock.nowUs() + us;
    await this.answers();
    while (this.#alarm.dueUs <= endUs) {
      this.clock.advance(Math.max(0, this.#alarm.dueUs - this.clock.nowUs()));
      this.#alarm.onRing();
      await this.answers();
    }
    this.clock.advance(endUs - this.clock.nowUs());
  }

  /** Until `us` after the run's beginning. */
  until(us: number): Promise<void> {
    return this.pass(this.startUs + us - this.clock.nowUs());
  }

  /** The turns of the loop until nobody has anything to do. */
  async answers(): Promise<void> {
    do await new Promise<void>((resolve) => setImmediate(resolve));
    while (this.network.serve() || !this.context.nextTurn.isEmpty);
  }

  get open(): number {
    return this.context.recorder.open;
  }

  /** The window so far. */
  take(): Snapshot {
    const { target, waiting } = this.load;
    const endUs = this.clock.nowUs() - this.startUs;
    return this.context.recorder.take(
      endUs,
      { target, waiting, sockets: this.network.open.length },
      emptySnapshot().health,
    );
  }
}

/** Every sum of a load that has settled, in words where it does not add up. */
export function misaccounts({ settled }: Rig): string[] {
  return settled === null ? ['it has not settled'] : checkAccounting(settled, { ended: true });
}

export const jump = (target: number, seconds: number): Stage => ({
  name: `hold ${target}`,
  target,
  durationUs: seconds * SECOND_US,
  shape: 'jump',
});

export const climb = (target: number, seconds: number): Stage => ({
  ...jump(target, seconds),
  shape: 'linear',
});

export interface PlanParts {
  readonly pacing?: Partial<Plan['pacing']>;
  readonly messages?: Partial<Plan['messages']>;
  readonly shard?: Plan['shard'];
}

/** The stages, and what else differs from a plan in which nothing is capped, said or dialed again. */
export function planOf(stages: readonly Stage[], { pacing, messages, shard }: PlanParts = {}): Plan {
  return {
    ...PLAN,
    profile: { ...PLAN.profile, stages },
    pacing: { ...PLAN.pacing, ...pacing },
    messages: { ...PLAN.messages, ...messages },
    shard: shard ?? PLAN.shard,
  };
}

/** A load that has begun. */
export function started(...plan: Parameters<typeof planOf>): Rig {
  const rig = new Rig(planOf(...plan));
  rig.load.start();
  return rig;
}

export const replan = (parts: Partial<ReplanMessage>): ReplanMessage => ({
  type: 'replan',
  fromUs: 0,
  stages: [],
  fromLevel: 0,
  hold: null,
  because: 'struggle',
  ...parts,
});
