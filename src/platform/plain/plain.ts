// `plain`: any WebSocket server. Where it echoes, each message comes back as it went, which is a round trip;
// whatever else arrives is an event. Text messages, told apart by the number they begin with.
import { readReason } from '../close-reason.ts';
import type { CloseReading, Due, Frame, Meaning, Platform, Session } from '../platform.ts';
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
} from '../text.ts';

/** `bh:` and ten digits: found again without parsing or decoding. */
const MARK = encode('bh:');
const DIGITS = 10;
const HEAD = MARK.length + DIGITS;

const EVENT = encode('event seq=');
const STAMP = /^event seq=(\d{1,15}) sentAtUs=(\d{1,16})(?: |$)/;
const LONGEST_STAMP = 64;

class PlainSession implements Session {
  readonly awaitsReady = false;
  readonly #meaning = newMeaning();

  greeting(): readonly Frame[] {
    return NO_FRAMES;
  }

  receive(data: Uint8Array, start: number, end: number, _isText: boolean): Meaning {
    const length = end - start;
    if (length < HEAD || !begins(data, start, MARK)) return this.#readEvent(data, start, end);
    let n = 0;
    for (let i = start + MARK.length; i < start + HEAD; i++) {
      const digit = data[i]! - 48;
      if (digit < 0 || digit > 9) return this.#readEvent(data, start, end);
      n = n * 10 + digit;
    }
    for (let i = start + HEAD; i < end; i++) {
      if (data[i] !== FILLER) return invalid(this.#meaning, 'content');
    }
    setMeaning(this.#meaning, 'reply').reply = n;
    return this.#meaning;
  }

  /** Events may say when they were sent, as those of `busyhour simulate` do; most servers' do not. */
  #readEvent(data: Uint8Array, start: number, end: number): Meaning {
    setMeaning(this.#meaning, 'event');
    if (!begins(data, start, EVENT)) return this.#meaning;
    const stamp = STAMP.exec(decode(data, start, Math.min(end, start + LONGEST_STAMP)));
    if (stamp === null) return this.#meaning;
    this.#meaning.seq = Number(stamp[1]);
    this.#meaning.stampedAtUs = Number(stamp[2]);
    return this.#meaning;
  }

  message(n: number, bytes: number): Frame {
    return numbered(n, bytes);
  }

  ack(): null {
    return null;
  }

  readClose(code: number, reason: string): CloseReading | undefined {
    return readReason(code, reason);
  }

  dueUs(): number {
    return Number.POSITIVE_INFINITY;
  }

  onDue(): Due {
    return NOTHING_DUE;
  }
}

/** Stateless, so a million connections share one. */
const SESSION = new PlainSession();

function begins(data: Uint8Array, start: number, mark: Uint8Array): boolean {
  for (let i = 0; i < mark.length; i++) if (data[start + i] !== mark[i]) return false;
  return true;
}

const FILLER = 'x'.charCodeAt(0);
const message = reusedTextFrame(true);

/** The bytes too are reused: only their digits change. */
function numbered(n: number, bytes: number): Frame {
  const length = Math.max(bytes, HEAD);
  if (message.bytes.length !== length)
    message.bytes = encode(`bh:${'0'.repeat(DIGITS)}${padding(length - HEAD)}`);
  const text = message.bytes;
  let rest = n;
  for (let i = HEAD - 1; i >= MARK.length; i--) {
    text[i] = 48 + (rest % 10);
    rest = Math.floor(rest / 10);
  }
  return message;
}

export const plain: Platform = {
  name: 'plain',
  aliases: ['echo', 'websocket'],
  summary: 'any WebSocket server; times the echo of what it sends, and counts what it is sent',
  presets: {
    path: { value: '/', source: 'busyhour' },
    token: { value: 'none', source: 'busyhour' },
    connectionLimit: { value: 250, source: 'busyhour' },
    ackWindow: { value: 0, source: 'busyhour' },
    pingIntervalUs: { value: 20_000_000, source: 'busyhour' },
    pingTimeoutUs: { value: 10_000_000, source: 'busyhour' },
    closeTimeoutUs: { value: 5_000_000, source: 'busyhour' },
    jitterUs: { value: [100_000, 500_000], source: 'busyhour' },
    processingUs: { value: 0, source: 'busyhour' },
    receiveBuffer: { value: 1_000, source: 'busyhour' },
    highWater: { value: 200, source: 'busyhour' },
  },
  answersMessages: true,
  createSession: () => SESSION,
};
