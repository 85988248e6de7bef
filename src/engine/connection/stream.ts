// How a handshake comes to a stream of bytes, whichever way: a socket of its own (socket-dial.ts), or later one stream of
// many on a session that stands already. Law: a request ends in one stream or in one failure, or is called off.
import type { FailureKind } from '../../metrics/outcome.ts';
import type { TransportSocket } from '../transport/transport.ts';

export type Detail = Readonly<Record<string, string | number>>;

/** Who asked for it. */
export interface StreamOwner {
  /** It is the owner's from now on, and tells whom `data` is set to. */
  onStream(stream: TransportSocket, nowUs: number): void;
  /** `detail` names the phase that it failed in. */
  onNoStream(kind: FailureKind, detail: Detail): void;
}

export interface StreamRequest {
  /** The deadline that its owner lent to it has passed. */
  onDeadline(): void;
  /** Calls it off: nothing follows. */
  cancel(): void;
}
