// A golden transcript: what a vendor's documents say goes over one connection, as JSON in test/golden/<platform>/. A
// simulator plays its server's side, a platform its client's; the two share nothing else. This file is its format.
import type { Meaning } from '../../src/platform/platform.ts';

/** Both sides' fields; what a side does not use it skips. */
export interface TranscriptFrame {
  readonly from: 'client' | 'server';
  /** Of a text message; one of a binary message has `base64` instead. */
  readonly text?: string;
  readonly base64?: string;
  /**
   * From the server: what it means to a client, a word of MEANINGS. From the client: `message`, `ack`, or what the platform
   * says by itself (`auth`, `answer`, `heartbeat`...), in the order in which it does; `ignored` and `invalid...` are what no
   * client of ours sends.
   */
  readonly means: string;
  /** Of an event and of its ack. */
  readonly seq?: number;
  readonly stampedAtUs?: number;
  readonly retryAfterUs?: number;
  /** What ties a reply to its message; a reply without one is, to a client, something that came. */
  readonly correlation?: string;
  /** Of a message exactly as the client makes its message `n` of `bytes`. */
  readonly n?: number;
  readonly bytes?: number;
  /** Of a message that nobody answers. */
  readonly oneWay?: boolean;
  /** Microseconds since the platform was ready: of what the client says by itself, when it does; of a server's, when it comes. */
  readonly atUs?: number;
}

export interface TranscriptClose {
  readonly by: 'client' | 'server';
  /** By the server. */
  readonly code?: number;
  readonly reason?: string;
  /** By the client: when, since it was ready. */
  readonly atUs?: number;
  /** The platform's reading of it, or why the client wants it; without, RFC 6455's reading holds. */
  readonly means?: string;
}

/** One step of what is asked before a dial: a request and its answer, or how it ends. */
export type TranscriptPreparation =
  | {
      readonly request: {
        readonly method: string;
        readonly url: string;
        readonly headers: object;
        readonly body?: unknown;
      };
      readonly answer: {
        readonly status: number;
        readonly headers?: Record<string, string>;
        readonly body?: unknown;
      };
    }
  | {
      readonly dial: {
        readonly url: string;
        readonly headers: object;
        readonly subprotocols: readonly string[];
      };
    }
  | { readonly failed: string; readonly retryAfterUs: number };

export interface Transcript {
  readonly name: string;
  /** Who says so. */
  readonly source: string;
  readonly note?: string;
  /** The simulator's options that make it play its side (src/simulator/options.ts); the client's side skips them. */
  readonly simulator?: object;
  /** What the client's session is made with; by default the first connection's, without a token. */
  readonly session?: {
    readonly connection?: number;
    readonly token?: string;
    readonly tokenPlacement?: 'none' | 'query' | 'header' | 'frame';
  };
  readonly prepare?: readonly TranscriptPreparation[];
  readonly frames: readonly TranscriptFrame[];
  readonly close?: TranscriptClose;
}

/** What a transcript's words for a server's frame are to a client. */
export const MEANINGS: Readonly<Record<string, Meaning['kind']>> = {
  event: 'event',
  reply: 'reply',
  ack: 'ack',
  authenticated: 'ready',
  ready: 'ready',
  heartbeat: 'heartbeat',
  'auth-refused': 'auth-refused',
  'auth-expired': 'auth-expired',
  throttle: 'throttle',
  closing: 'closing',
  ignored: 'ignored',
  'invalid-envelope': 'invalid',
  'invalid-json': 'invalid',
  'invalid-content': 'invalid',
};

export const PROBLEMS: Readonly<Record<string, Meaning['problem']>> = {
  'invalid-envelope': 'envelope',
  'invalid-json': 'parse',
  'invalid-content': 'content',
};

/** The payload of a frame of a transcript. */
export function payloadOf({ text, base64 }: Pick<TranscriptFrame, 'text' | 'base64'>): Buffer {
  return text === undefined ? Buffer.from(base64!, 'base64') : Buffer.from(text);
}
