// What turns a stream of bytes into a WebSocket: something is written, an answer is read, and judged. The one interface of
// it, so that a handshake need not know which HTTP it is. Law: it ends in one outcome, after which another has the stream.
import type { FailureKind } from '../../metrics/outcome.ts';
import type { InboundDeflate } from '../../wire/frame-sink.ts';
import type { StreamUser } from '../transport/transport.ts';
import type { Detail } from './stream.ts';

/** What both sides agreed on. */
export interface Agreed {
  readonly inbound: InboundDeflate | null;
  readonly compress: ((payload: Uint8Array) => Uint8Array) | null;
}

export interface OpeningFailure {
  readonly kind: FailureKind;
  /** -1 where the answer did not say. */
  readonly retryAfterUs: number;
  readonly detail: Detail;
}

/** Who began it. */
export interface OpeningOwner {
  /** `rest` is what came behind the answer, in one chunk with it: frames already. */
  onAnswered(opened: Agreed, rest: Uint8Array): void;
  onRefused(failure: OpeningFailure): void;
}

/** It hears its stream from the start; what comes before its own request is no answer to it. */
export interface Opening extends StreamUser {
  /** Writes what asks for the WebSocket. */
  begin(): void;
}
