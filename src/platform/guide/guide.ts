// What the two platforms of the guide share: an envelope of three required fields, numbered events that want
// an ack, correlated replies, and readings of auth and throttle frames. A dialect says how each names them.
// Every number is the guide's; none could be confirmed with a vendor (docs/platforms.md).
import type { CloseReading, Due, Frame, Meaning, Session, SessionOptions } from '../platform.ts';
import {
  decode,
  encode,
  invalid,
  NO_FRAMES,
  NOTHING_DUE,
  newMeaning,
  padding,
  reusedTextFrame,
  setMeaning,
  textFrame,
} from '../text.ts';

export interface Dialect {
  /** Reads the envelope; undefined where a required field is missing or of the wrong type. */
  open(frame: Record<string, unknown>): Envelope | undefined;
  message(correlation: string, text: string): string;
  auth(token: string): string;
  readonly types: Readonly<
    Record<string, 'ready' | 'auth-refused' | 'auth-expired' | 'throttle' | 'heartbeat'>
  >;
  readClose(code: number, reason: string): CloseReading | undefined;
}

export interface Envelope {
  readonly type: string;
  readonly correlation: string | undefined;
  /** Where `seq`, `sentAtUs` and the like are looked for, first match wins. */
  readonly fields: readonly Record<string, unknown>[];
}

const CORRELATION = /^bh-(\d{1,12})$/;
const US_PER_SECOND = 1_000_000;

/** Shared by all sessions: what one returns is read before the next call of any. */
const message = reusedTextFrame(true);
const ack = reusedTextFrame(false);
const meaning = newMeaning();

export class GuideSession implements Session {
  readonly awaitsReady: boolean;
  readonly #dialect: Dialect;
  readonly #greeting: readonly Frame[];
  #events = 0;

  constructor(dialect: Dialect, options: SessionOptions) {
    this.#dialect = dialect;
    const inFrame = options.tokenPlacement === 'frame' && options.token !== undefined;
    this.awaitsReady = inFrame;
    this.#greeting = inFrame ? [textFrame(dialect.auth(options.token!))] : NO_FRAMES;
  }

  greeting(): readonly Frame[] {
    return this.#greeting;
  }

  receive(data: Uint8Array, start: number, end: number, isText: boolean): Meaning {
    if (!isText) return invalid(meaning, 'envelope');
    const frame = parseObject(decode(data, start, end));
    if (frame === undefined) return invalid(meaning, 'parse');
    const envelope = this.#dialect.open(frame);
    if (envelope === undefined) return invalid(meaning, 'envelope');
    return this.#read(envelope);
  }

  #read(envelope: Envelope): Meaning {
    const { types } = this.#dialect;
    // The type is the server's word, and `constructor` is one that every object answers to.
    const special = Object.hasOwn(types, envelope.type) ? types[envelope.type] : undefined;
    if (special !== undefined) {
      setMeaning(meaning, special);
      if (special === 'throttle') meaning.retryAfterUs = seconds(find(envelope, 'retryAfter'));
      return meaning;
    }
    const reply = envelope.correlation === undefined ? null : CORRELATION.exec(envelope.correlation);
    if (reply) {
      setMeaning(meaning, 'reply').reply = Number(reply[1]);
      return meaning;
    }
    this.#events++;
    const seq = find(envelope, 'seq');
    const stamp = find(envelope, 'sentAtUs');
    setMeaning(meaning, 'event');
    // A platform that numbers nothing is still owed one ack an event: then the count is the number.
    meaning.seq = typeof seq === 'number' && Number.isSafeInteger(seq) && seq >= 0 ? seq : this.#events;
    meaning.stampedAtUs = typeof stamp === 'number' && Number.isFinite(stamp) ? stamp : -1;
    return meaning;
  }

  message(n: number, bytes: number): Frame {
    const bare = this.#dialect.message(`bh-${n}`, '');
    message.bytes = encode(
      bare.length >= bytes ? bare : this.#dialect.message(`bh-${n}`, padding(bytes - bare.length)),
    );
    return message;
  }

  ack(seq: number): Frame {
    ack.bytes = encode(`{"type":"ack","seq":${seq}}`);
    return ack;
  }

  readClose(code: number, reason: string): CloseReading | undefined {
    return this.#dialect.readClose(code, reason);
  }

  dueUs(): number {
    return Number.POSITIVE_INFINITY;
  }

  onDue(): Due {
    return NOTHING_DUE;
  }
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return undefined;
  }
}

function find(envelope: Envelope, key: string): unknown {
  for (const fields of envelope.fields) if (fields[key] !== undefined) return fields[key];
  return undefined;
}

function seconds(value: unknown): number {
  return typeof value === 'number' && value >= 0 && value < 86_400 ? Math.round(value * US_PER_SECOND) : -1;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
