// What all connections of one worker share: clock, wheel, recorder, plan, and the buffers no connection owns.
// Nothing here is per connection, so it may be as large as it likes.
import type { Clock } from '../base/time.ts';
import { Recorder } from '../metrics/recorder.ts';
import type { Plan } from '../plan/plan.ts';
import type { Platform } from '../platform/platform.ts';
import { ParserLimits } from '../wire/parser-limits.ts';
import { RandomPool } from '../wire/random-pool.ts';
import type { EventLog } from './event-log.ts';
import { FrameBuffer } from './frame-buffer.ts';
import { NextTurn } from './next-turn.ts';
import { Resolver } from './resolver.ts';
import { TimerWheel } from './timer-wheel.ts';
import { Transport } from './transport.ts';

/** What only a worker may know: handed to it over its private channel, never written anywhere. */
export interface Secrets {
  readonly token?: string;
}

/** Bytes of ours that may wait for a peer that reads slowly; beyond them sends are skipped. */
export const MAX_WRITE_QUEUE_BYTES = 256 * 1024;

/** What a peer may make one connection hold; control frames are counted by the second. */
const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;
const MAX_CONTROL_FRAMES = 1_000;

export interface EngineContext {
  readonly clock: Clock;
  readonly wheel: TimerWheel;
  readonly recorder: Recorder;
  readonly plan: Plan;
  readonly platform: Platform;
  readonly secrets: Secrets;
  readonly events: EventLog;
  readonly resolver: Resolver;
  readonly transport: Transport;
  readonly frames: FrameBuffer;
  readonly nextTurn: NextTurn;
  readonly random: RandomPool;
  readonly limits: ParserLimits;
}

export interface ContextParts {
  readonly plan: Plan;
  readonly platform: Platform;
  readonly secrets: Secrets;
  readonly events: EventLog;
  readonly clock: Clock;
}

export function createContext(parts: ContextParts): EngineContext {
  return {
    ...parts,
    wheel: new TimerWheel(parts.clock),
    recorder: new Recorder(),
    resolver: new Resolver(parts.plan.target.host, parts.clock),
    transport: new Transport(parts.plan.target),
    frames: new FrameBuffer(),
    nextTurn: new NextTurn(),
    random: new RandomPool(),
    limits: new ParserLimits({ maxMessageBytes: MAX_MESSAGE_BYTES, maxControlFrames: MAX_CONTROL_FRAMES }),
  };
}
