// The one interface of a platform: how a vendor speaks, seen from the client. Values in, values out; it
// opens nothing, knows no clock and no socket, and never sees a histogram.

/** How sure a preset is, and who says so. */
export type Source = 'documented' | 'sdk' | 'guide' | 'unverified' | 'busyhour';

export interface Preset<T> {
  readonly value: T;
  readonly source: Source;
}

export type TokenPlacement = 'none' | 'query' | 'header' | 'frame';

/** Every number a vendor is said to use; each may be overridden, each carries its source. */
export interface Presets {
  readonly path: Preset<string>;
  readonly token: Preset<TokenPlacement>;
  readonly connectionLimit: Preset<number>;
  readonly ackWindow: Preset<number>;
  readonly pingIntervalUs: Preset<number>;
  readonly pingTimeoutUs: Preset<number>;
  readonly closeTimeoutUs: Preset<number>;
  readonly jitterUs: Preset<readonly [number, number]>;
  readonly processingUs: Preset<number>;
  readonly receiveBuffer: Preset<number>;
  readonly highWater: Preset<number>;
}

/** What one received message means. Reused by the session that returns it: read it before the next call. */
export interface Meaning {
  kind:
    | 'event'
    | 'reply'
    | 'ready'
    | 'heartbeat'
    | 'throttle'
    | 'auth-expired'
    | 'auth-refused'
    | 'ignored'
    | 'invalid';
  /** Of an event that must be acknowledged; -1 where nothing is to be acknowledged. */
  seq: number;
  /** Of a reply: the number given to `message()`. */
  reply: number;
  /** Of an event with the platform's stamp: microseconds since 1970; -1 without. */
  stampedAtUs: number;
  /** Of a throttle: how long to wait; -1 where it does not say. */
  retryAfterUs: number;
  /** Of an invalid message: what is wrong with it. `parse` is not JSON at all; `envelope` lacks a required field. */
  problem: 'none' | 'parse' | 'envelope' | 'content';
}

/** What a close of the peer means to this platform, or undefined where RFC 6455's own reading holds. */
export type CloseReading =
  | 'token-expired'
  | 'auth-refused'
  | 'throttled'
  | 'keep-alive-timeout-theirs'
  | 'ack-window';

/** One connection's conversation. */
export interface Session {
  /** Sent right after the upgrade; an empty list where the platform expects nothing. */
  greeting(): readonly string[];
  /** True where the handshake ends with a frame of meaning `ready` instead of the upgrade itself. */
  readonly awaitsReady: boolean;
  /** What the whole message in `data[start, end)` means. The bytes are only valid during the call. */
  receive(data: Uint8Array, start: number, end: number, isText: boolean): Meaning;
  /** The payload of our message number `n` (from 0), padded to `bytes` where it would be shorter; text. */
  message(n: number, bytes: number): Uint8Array;
  ack(seq: number): Uint8Array | undefined;
  readClose(code: number, reason: string): CloseReading | undefined;
}

export interface SessionOptions {
  /** The connection's ordinal: for identifiers that must differ. */
  readonly connection: number;
  readonly token: string | undefined;
  readonly tokenPlacement: TokenPlacement;
}

export interface Platform {
  readonly name: string;
  readonly aliases: readonly string[];
  /** One line for `--help` and the docs. */
  readonly summary: string;
  readonly presets: Presets;
  /** Whether a message of ours is answered, so that a round trip can be timed. */
  readonly answersMessages: boolean;
  createSession(options: SessionOptions): Session;
}
