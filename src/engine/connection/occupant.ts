// What fills a seat, as its owner knows it: a handshake yet, or a connection already. Law: each dial ends in exactly one
// of opened or failed, each opened connection in at most one cause, and each in one onGone.
import type { CloseCause, FailureKind } from '../../metrics/outcome.ts';
import type { EngineContext } from '../shared/context.ts';
import type { Destination } from '../shared/destination.ts';

export interface Occupant {
  /** Messages sent and not answered. */
  readonly outstanding: number;
  /** It is open, or may still become so. */
  readonly isLive: boolean;
  stopSending(): void;
  /** Ends an open connection from our side with a close frame; counted, but for the drain's. */
  close(cause: CloseCause | 'drain'): void;
  /** Gives up a handshake that the run's end overtook. */
  cancel(): void;
  /** Drops the socket, whatever the state; counts nothing. */
  terminate(): void;
}

/** Who dialed it, and hears what became of it. */
export interface OccupantOwner {
  /** The handshake was answered: from here on it is this connection, which counts as open once the platform is ready. */
  onUpgraded(connection: Occupant): void;
  onOpened(connection: Occupant): void;
  /** `retryAfterUs` is -1 where the platform did not say. */
  onFailed(kind: FailureKind, retryAfterUs: number): void;
  /** The connection no longer counts as open; its socket may still be saying goodbye. */
  onClosed(cause: CloseCause, retryAfterUs: number): void;
  /** Its socket is gone: nothing follows. */
  onGone(occupant: Occupant): void;
}

/** What one dial is known by, and where it goes; times in microseconds of the engine's clock. */
export interface Dial {
  readonly ordinal: number;
  readonly dueUs: number;
  readonly startedUs: number;
  readonly destination: Destination;
  /** Of its credential; undefined where there is none. */
  readonly token: string | undefined;
}

/** Counts a dial that did not open, and says why; one that the run's end overtook is no event. */
export function recordFailure(
  context: EngineContext,
  ordinal: number,
  kind: FailureKind,
  detail: Readonly<Record<string, string | number>>,
): void {
  context.recorder.failed(kind);
  if (kind !== 'cancelled')
    context.events.add(context.clock.nowUs(), 'failure', ordinal, { kind, ...detail });
}
