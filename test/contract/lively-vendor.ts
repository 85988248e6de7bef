// A vendor nobody has, with all that the interface can say: two requests before a dial, a frame it awaits, answers in band,
// heartbeats of its own and a watchdog on what it hears. What the contract suite asks can be answered; this shows it.
import { plain } from '../../src/platform/plain/plain.ts';
import type { Due, Frame, Meaning, Platform, Session, SessionOptions } from '../../src/platform/platform.ts';
import type { HttpAnswer, Preparation, PreparationStep } from '../../src/platform/preparation.ts';
import { invalid, NO_FRAMES, newMeaning, padding, setMeaning, textFrame } from '../../src/platform/text.ts';

const API = 'https://api.vendor.test/channels';
const BEAT_US = 5_000_000;
const SILENCE_US = 12_000_000;

class LivelyPreparation implements Preparation {
  readonly #token: string;
  #uri = '';

  constructor({ token }: SessionOptions) {
    this.#token = token ?? '';
  }

  next(answer: HttpAnswer | null): PreparationStep {
    if (answer === null) return this.#request('POST', API, null);
    const { status, headers } = answer;
    if (status === 401) return failed('auth-refused', -1);
    if (status === 429) return failed('throttled', 1_000_000 * (Number(headers['retry-after']) || 0));
    if (status !== 200 && status !== 204) return failed('prepare-rejected', -1);
    if (this.#uri !== '') return { kind: 'dial', url: this.#uri, headers: [], subprotocols: ['lively'] };
    const found = /"uri":"(wss:[\w.:/-]+)"/.exec(answer.body);
    if (found === null) return failed('prepare-rejected', -1);
    this.#uri = found[1]!;
    return this.#request('PUT', `${API}/topics`, '["all"]');
  }

  #request(method: string, url: string, body: string | null): PreparationStep {
    const headers = [['authorization', `Bearer ${this.#token}`]] as const;
    return { kind: 'request', request: { method, url, headers, body } };
  }
}

function failed(
  failure: 'auth-refused' | 'throttled' | 'prepare-rejected',
  retryAfterUs: number,
): PreparationStep {
  return { kind: 'failed', failure, retryAfterUs };
}

class LivelySession implements Session {
  readonly awaitsReady = true;
  readonly #meaning = newMeaning();
  #beats = 0;
  #beatUs = -1;
  #heardUs = -1;
  #hasHeard = true;

  greeting(): readonly Frame[] {
    return NO_FRAMES;
  }

  receive(data: Uint8Array, start: number, end: number, isText: boolean): Meaning {
    this.#hasHeard = true;
    const [, kind, number] =
      /^(\w+) (\d{1,9})$/.exec(Buffer.from(data.subarray(start, end)).toString()) ?? [];
    const meaning = setMeaning(this.#meaning, 'event');
    if (!isText || kind === undefined) return invalid(meaning, 'parse');
    if (kind === 'welcome') meaning.kind = 'ready';
    else if (kind === 'ping') meaning.kind = 'heartbeat';
    else if (kind === 'leaving') meaning.kind = 'closing';
    else if (kind === 'got' || kind === 'answer') {
      meaning.kind = kind === 'got' ? 'ack' : 'reply';
      meaning.reply = Number(number);
    }
    if (kind === 'welcome') meaning.answers = [textFrame('subscribe 1'), textFrame('subscribe 2')];
    if (kind === 'ping') meaning.answers = [textFrame(`pong ${number}`)];
    return meaning;
  }

  message(n: number, bytes: number): Frame {
    const head = `ask ${n} `;
    return { bytes: Buffer.from(head + padding(bytes - head.length)), opcode: 2, answered: true };
  }

  ack(): null {
    return null;
  }

  readClose(): undefined {
    return undefined;
  }

  dueUs(nowUs: number): number {
    if (this.#beatUs < 0) this.#beatUs = nowUs + BEAT_US;
    if (this.#hasHeard) this.#heardUs = nowUs;
    this.#hasHeard = false;
    return Math.min(this.#beatUs, this.#heardUs + SILENCE_US);
  }

  onDue(nowUs: number): Due {
    if (this.#heardUs + SILENCE_US <= nowUs) return { frames: NO_FRAMES, close: 'keep-alive-timeout-ours' };
    while (this.#beatUs <= nowUs) this.#beatUs += BEAT_US;
    return { frames: [textFrame(`beat ${++this.#beats}`)], close: null };
  }
}

export const lively: Platform = {
  ...plain,
  name: 'lively',
  aliases: [],
  prepare: (options) => new LivelyPreparation(options),
  createSession: () => new LivelySession(),
};
