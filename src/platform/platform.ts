// The one interface of a platform: how a vendor speaks, seen from the client. Values in, values out; it
// opens nothing, knows no clock and no socket, and never sees a histogram. Law: no byte of a server makes it throw.
import type { Preparation } from './preparation.ts';

/** How sure a preset is, and who says so. */
export type PresetSource = 'documented' | 'sdk' | 'guide' | 'unverified' | 'busyhour';

export interface Preset<T> {
  readonly value: T;
  readonly source: PresetSource;
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

/**
 * A message of ours. Reused by the session that returns it, or by any other of its platform: frame it before the next
 * call. A frame of a list lasts as long as the list.
 */
export interface Frame {
  readonly bytes: Uint8Array;
  /** RFC 6455 section 5.2: text or binary. */
  readonly opcode: 1 | 2;
  /** Whether an answer to it is to be waited for; only ever true of what `message` returns. */
  readonly answered: boolean;
}

/** What one received message means. Reused like a frame: read it before the next call. */
export interface Meaning {
  kind:
    | 'event'
    | 'reply'
    | 'ack' // the platform has our message, and its answer is still to come
    | 'ready'
    | 'heartbeat'
    | 'throttle'
    | 'auth-expired'
    | 'auth-refused'
    | 'closing' // the platform says that it will close the connection before long
    | 'ignored'
    | 'invalid';
  /** Of an event that must be acknowledged; -1 where nothing is to be acknowledged. */
  seq: number;
  /** Of a reply or an ack: the number given to `message()`; -1 where an ack names none. */
  reply: number;
  /** Of an event with the platform's stamp: microseconds since 1970; -1 without. */
  stampedAtUs: number;
  /** Of a throttle: how long to wait; -1 where it does not say. */
  retryAfterUs: number;
  /** Of an invalid message: what is wrong with it. `parse` is not JSON at all; `envelope` lacks a required field. */
  problem: 'none' | 'parse' | 'envelope' | 'content';
  /** What answers it at once, whatever its kind; a shared empty list where nothing does. */
  answers: readonly Frame[];
}

/** What a close of the peer means to this platform, or undefined where RFC 6455's own reading holds. */
export type CloseReading =
  | 'token-expired'
  | 'auth-refused'
  | 'throttled'
  | 'keep-alive-timeout-theirs'
  | 'ack-window';

/** Why a session wants its connection closed from our side: a watchdog that heard nothing, or a reading of its own. */
export type CloseWish = CloseReading | 'keep-alive-timeout-ours';

/** What a session does by itself when it is time. Reused like a frame. */
export interface Due {
  readonly frames: readonly Frame[];
  /** null where the connection goes on. */
  readonly close: CloseWish | null;
}

/** One connection's conversation. */
export interface Session {
  /** True where the handshake ends with a frame of meaning `ready` instead of the upgrade itself. */
  readonly awaitsReady: boolean;
  /** Sent right after the upgrade; an empty list where the platform expects nothing. */
  greeting(): readonly Frame[];
  /** What the whole message in `data[start, end)` means. The bytes are only valid during the call. */
  receive(data: Uint8Array, start: number, end: number, isText: boolean): Meaning;
  /** Our message number `n` (from 0), padded to `bytes` where it would be shorter. */
  message(n: number, bytes: number): Frame;
  /** null where the platform wants no acks. */
  ack(seq: number): Frame | null;
  readClose(code: number, reason: string): CloseReading | undefined;
  /**
   * When it next has something to do by itself (a heartbeat, a watchdog, a refresh in band, paced audio); Infinity for never,
   * at which it stays. Asked once the connection is ready, when that time has come and after each `onDue`, and never for a
   * message. It is also all that tells a session the time: a watchdog takes what came since it was last asked as come now.
   */
  dueUs(nowUs: number): number;
  /**
   * What it does then. Called when `dueUs` is no later than `nowUs`, and then moves it beyond: all that is overdue is done in
   * one call. Only a wish to close may be asked for again, since nobody closes for what this side did not read.
   */
  onDue(nowUs: number): Due;
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
  /** Where requests must be answered before a dial; without it the target is dialed as it is. */
  prepare?(options: SessionOptions): Preparation;
  createSession(options: SessionOptions): Session;
}
