// What all connections of one worker share: clock, wheel, recorder, plan, and the buffers no connection owns.
// Nothing here is per connection, so it may be as large as it likes.
import type { Clock } from '../../base/time.ts';
import { Recorder } from '../../metrics/recorder.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Platform } from '../../platform/platform.ts';
import { ParserLimits } from '../../wire/parser-limits.ts';
import { RandomPool } from '../../wire/random-pool.ts';
import { TimeoutAlarm } from '../loop/alarm.ts';
import { NextTurn } from '../loop/next-turn.ts';
import { TimerWheel } from '../loop/timer-wheel.ts';
import { createTransport } from '../transport/create-transport.ts';
import { KernelLoop } from '../transport/kernel/loop.ts';
import { Resolver } from '../transport/resolver.ts';
import { SocketCount } from '../transport/socket-count.ts';
import type { Transport } from '../transport/transport.ts';
import { Credentials } from './credentials.ts';
import type { EventLog } from './event-log.ts';
import { FrameBuffer } from './frame-buffer.ts';
import type { SampleLog } from './sample-log.ts';
import type { Secrets } from './secrets.ts';

/** Bytes of ours that may wait for a peer that reads slowly; beyond them sends are skipped. */
export const MAX_WRITE_QUEUE_BYTES = 256 * 1024;

/** What a peer may make one connection hold; control frames are counted by the second. */
const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;
const MAX_CONTROL_FRAMES = 1_000;

export interface EngineContext {
  readonly clock: Clock;
  /** null where the runtime's own loop is all there is. */
  readonly loop: KernelLoop | null;
  readonly wheel: TimerWheel;
  readonly recorder: Recorder;
  readonly plan: Plan;
  readonly platform: Platform;
  readonly credentials: Credentials;
  readonly events: EventLog;
  /** null where none are kept. */
  readonly samples: SampleLog | null;
  readonly resolver: Resolver;
  readonly transport: Transport;
  /** All that are open, whoever drives them. */
  readonly sockets: SocketCount;
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
  readonly samples: SampleLog | null;
  readonly clock: Clock;
}

/** `openLoop` gives null where the system, or this process, has no way to the kernel. */
export function createContext(
  parts: ContextParts,
  openLoop: typeof KernelLoop.open = KernelLoop.open,
): EngineContext {
  const { secrets, ...given } = parts;
  const { clock, plan } = given;
  const nextTurn = new NextTurn();
  const loop = openLoop(clock, nextTurn);
  const sockets = new SocketCount();
  return {
    ...given,
    loop,
    sockets,
    credentials: new Credentials(plan, secrets),
    wheel: new TimerWheel(clock, loop ?? new TimeoutAlarm(clock)),
    recorder: new Recorder(),
    resolver: new Resolver(clock),
    transport: createTransport(plan.target, sockets, loop, nextTurn),
    frames: new FrameBuffer(),
    nextTurn,
    random: new RandomPool(),
    limits: new ParserLimits({ maxMessageBytes: MAX_MESSAGE_BYTES, maxControlFrames: MAX_CONTROL_FRAMES }),
  };
}
