// `plain`: any WebSocket server. Where it echoes, each message comes back as it went, which is a round trip;
// whatever else arrives is an event. Text messages, told apart by the number they begin with.
import type { Meaning, Platform, Session } from './platform.ts';
import { encode, invalid, newMeaning, padding, setMeaning } from './text.ts';

/** `bh:` and ten digits: found again without parsing or decoding. */
const MARK = encode('bh:');
const DIGITS = 10;
const HEAD = MARK.length + DIGITS;

class PlainSession implements Session {
  readonly awaitsReady = false;
  readonly #meaning = newMeaning();

  greeting(): readonly string[] {
    return [];
  }

  receive(data: Uint8Array, start: number, end: number, _isText: boolean): Meaning {
    const length = end - start;
    for (let i = 0; i < MARK.length; i++) {
      if (length < HEAD || data[start + i] !== MARK[i]) return setMeaning(this.#meaning, 'event');
    }
    let n = 0;
    for (let i = start + MARK.length; i < start + HEAD; i++) {
      const digit = data[i]! - 48;
      if (digit < 0 || digit > 9) return setMeaning(this.#meaning, 'event');
      n = n * 10 + digit;
    }
    for (let i = start + HEAD; i < end; i++) {
      if (data[i] !== FILLER) return invalid(this.#meaning, 'content');
    }
    setMeaning(this.#meaning, 'reply').reply = n;
    return this.#meaning;
  }

  message(n: number, bytes: number): Uint8Array {
    return numbered(n, bytes);
  }

  ack(): undefined {
    return undefined;
  }

  readClose(): undefined {
    return undefined;
  }
}

/** Stateless, so a million connections share one. */
const SESSION = new PlainSession();
const FILLER = 'x'.charCodeAt(0);
let template = encode('');

/** One shared buffer: the caller frames and copies it before the next call. */
function numbered(n: number, bytes: number): Uint8Array {
  const length = Math.max(bytes, HEAD);
  if (template.length !== length) template = encode(`bh:${'0'.repeat(DIGITS)}${padding(length - HEAD)}`);
  let rest = n;
  for (let i = HEAD - 1; i >= MARK.length; i--) {
    template[i] = 48 + (rest % 10);
    rest = Math.floor(rest / 10);
  }
  return template;
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
