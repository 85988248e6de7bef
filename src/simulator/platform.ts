// The one interface of a simulated platform: how a vendor's server speaks, written from its documents, NOT from
// src/platform/: shared code would share the mistake. What ties the two are the golden transcripts under
// test/golden/. Values in, values out; knows no socket, no clock and no counter.

import type { SimulatorOptions } from './options.ts';
import type { Payload } from './payload.ts';

export interface SimulatedPlatform {
  /** As `options.platform` says it. */
  readonly name: string;
  /** Other names on a command line; the help shows the first. */
  readonly aliases: readonly string[];
  /** The presets that differ from `BASE_OPTIONS`: what the vendor's documents say of it. */
  readonly defaults: Partial<Omit<SimulatorOptions, 'platform'>>;
  /** Once per process. `eventBytes` is the exact size of the events to come, 0 to learn the least there is. */
  createDialect(eventBytes: number): Dialect;
}

/** A platform's language, as one process speaks it. */
export interface Dialect {
  /** Whether events are acknowledged. */
  readonly acknowledges: boolean;
  readonly expiry: Expiry;
  /** Asked for by each connection. One for all of them where it keeps no state of a connection. */
  createConversation(): Conversation;
}

/** One connection's talk. What is null the platform does not have, and options that need it are refused. */
export interface Conversation {
  read(message: Payload): ClientFrame;
  /** An event of exactly the size the dialect was made for. */
  event(seq: number, sentAtUs: number): Payload;
  /** An event without what the envelope requires, of that size too. */
  readonly invalidEvent: ((sentAtUs: number) => Payload) | null;
  readonly throttle: ((retryAfterSeconds: number) => Payload) | null;
  /** The answers to an authentication frame. */
  readonly authentication: Authentication | null;
}

export interface Authentication {
  accepted(): Payload;
  refused(reason: string): Payload;
}

/** What one message of a client is. Reused by the conversation that returns it: read it before the next call. */
export interface ClientFrame {
  kind: 'message' | 'ack' | 'auth' | 'unknown' | 'invalid';
  /** Of an ack. */
  seq: number;
  /** Of a message: the answer to it, as it will be sent. */
  reply: Payload;
  /** Of an auth frame. */
  token: string;
}

export function createClientFrame(): ClientFrame {
  return { kind: 'invalid', seq: -1, reply: '', token: '' };
}

/** What a platform says when a connection's token has run out. */
export interface Expiry {
  /** Sent first; null where the close says it all. */
  readonly frame: Payload | null;
  readonly code: number;
  readonly reason: string;
}
