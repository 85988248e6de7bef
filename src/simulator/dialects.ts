// How each platform speaks, seen from the server: frames out as text, frames in as a closed set of meanings.
// Written from the vendors' documents, NOT from platform/: shared code would share the mistake. What ties the
// two are the golden transcripts under test/golden/. Values in, values out; knows no socket and no clock.

import { createCxoneDialect } from './cxone-guide/dialect.ts';
import { createGenesysDialect } from './genesys-guide/dialect.ts';
import type { SimulatedPlatform } from './options.ts';
import { createPlainDialect } from './plain/dialect.ts';

/** What one message of a client is. Reused by the dialect that returns it: read it before the next call. */
export interface ClientFrame {
  kind: 'message' | 'ack' | 'auth' | 'unknown' | 'invalid';
  /** Of an ack. */
  seq: number;
  /** Of a message: the answer to it, as it will be sent. */
  reply: string | Buffer;
  /** Of an auth frame. */
  token: string;
}

/** What a platform says when a connection's token has run out. */
export interface Expiry {
  /** Sent first; null where the close says it all. */
  readonly frame: string | null;
  readonly code: number;
  readonly reason: string;
}

export interface Dialect {
  /** An event of exactly the size the dialect was made for. */
  event(seq: number, sentAtUs: number): string;
  /** An event without what the envelope requires, of about that size. */
  invalidEvent(sentAtUs: number): string;
  read(message: string | Buffer): ClientFrame;
  authenticated(): string;
  authRefused(reason: string): string;
  throttle(retryAfterSeconds: number): string;
  readonly expiry: Expiry;
  /** Whether events are acknowledged. */
  readonly acknowledges: boolean;
}

export function createDialect(platform: SimulatedPlatform, eventBytes: number): Dialect {
  switch (platform) {
    case 'plain':
      return createPlainDialect(eventBytes);
    case 'genesys-guide':
      return createGenesysDialect(eventBytes);
    case 'cxone-guide':
      return createCxoneDialect(eventBytes);
  }
}

/** The smallest event a platform can send: its envelope around the longest numbers and an empty text. */
export function leastEventBytes(platform: SimulatedPlatform): number {
  if (platform === 'plain') return 1;
  const bare = createDialect(platform, 0);
  return bare.event(Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER).length;
}
