// Plays a transcript's client side with a platform's session, as the engine would: greeting, answers at once, and what is
// due when it is due. Throws at the first frame that is not as the transcript has it.
import { expect } from 'bun:test';
import type { Frame, Platform, Session, SessionOptions } from '../../src/platform/platform.ts';
import type { PreparationStep } from '../../src/platform/preparation.ts';
import { MEANINGS, PROBLEMS, payloadOf, type Transcript, type TranscriptFrame } from './transcript.ts';

/** When the platform was ready: on no round number, so that a time taken for a length is found out. */
const READY_US = 1_234_567_890;
const MAX_RINGS = 100_000;

interface Said {
  readonly payload: string;
  readonly opcode: number;
  readonly atUs: number;
}

export function sessionOptions({ session }: Pick<Transcript, 'session'>): SessionOptions {
  return { connection: 0, token: undefined, tokenPlacement: 'none', ...session };
}

export class ClientPlayer {
  readonly #session: Session;
  #nowUs = READY_US;
  #dueUs = Number.POSITIVE_INFINITY;
  /** What it said by itself, and no frame of the transcript was held against yet. */
  readonly #said: Said[] = [];
  #wish: { readonly means: string; readonly atUs: number } | null = null;

  private constructor(session: Session) {
    this.#session = session;
  }

  static play(platform: Platform, transcript: Transcript): void {
    if (transcript.prepare !== undefined) playPreparation(platform, transcript);
    const player = new ClientPlayer(platform.createSession(sessionOptions(transcript)));
    player.#say(player.#session.greeting());
    if (!player.#session.awaitsReady) player.#begin();
    for (const frame of transcript.frames) player.#frame(frame);
    if (transcript.close !== undefined) player.#close(transcript.close);
    expect(player.#said).toEqual([]);
  }

  #begin(): void {
    this.#dueUs = this.#session.dueUs(this.#nowUs);
  }

  #frame(frame: TranscriptFrame): void {
    if (frame.atUs !== undefined) this.#passTo(READY_US + frame.atUs);
    if (frame.from === 'server') this.#hear(frame);
    else if (frame.means === 'message') this.#message(frame);
    else if (frame.means === 'ack') expect(text(this.#session.ack(frame.seq!)!)).toBe(frame.text!);
    else if (frame.means !== 'ignored' && !frame.means.startsWith('invalid')) {
      const atUs = frame.atUs ?? this.#nowUs - READY_US;
      const { payload, opcode } = {
        payload: shown(payloadOf(frame)),
        opcode: frame.text === undefined ? 2 : 1,
      };
      expect(this.#said.shift()).toEqual({ payload, opcode, atUs });
    }
  }

  #message(frame: TranscriptFrame): void {
    if (frame.n === undefined) return;
    const message = this.#session.message(frame.n, frame.bytes ?? 0);
    expect(shown(message.bytes)).toBe(shown(payloadOf(frame)));
    expect(message).toMatchObject({
      opcode: frame.text === undefined ? 2 : 1,
      answered: frame.oneWay !== true,
    });
  }

  #hear(frame: TranscriptFrame): void {
    expect(this.#said).toEqual([]);
    const kind = frame.means === 'reply' && frame.correlation === undefined ? 'event' : MEANINGS[frame.means];
    if (kind === undefined) throw new Error(`no such meaning for a client: ${frame.means}`);
    // Bytes before and behind it belong to others.
    const bytes = Buffer.concat([Buffer.from('before'), payloadOf(frame), Buffer.from('after')]);
    const meaning = this.#session.receive(bytes, 6, bytes.length - 5, frame.text !== undefined);
    expect(meaning.kind).toBe(kind);
    this.#say(meaning.answers);
    if (kind === 'event' && frame.seq !== undefined) expect(meaning.seq).toBe(frame.seq);
    if (kind === 'reply') expect(meaning.reply).toBe(Number(/\d+$/.exec(frame.correlation!)![0]));
    if (frame.stampedAtUs !== undefined) expect(meaning.stampedAtUs).toBe(frame.stampedAtUs);
    if (frame.retryAfterUs !== undefined) expect(meaning.retryAfterUs).toBe(frame.retryAfterUs);
    expect(meaning.problem).toBe(PROBLEMS[frame.means] ?? 'none');
    if (kind === 'ready') this.#begin();
  }

  #close(close: NonNullable<Transcript['close']>): void {
    if (close.by === 'server') {
      expect(this.#session.readClose(close.code!, close.reason ?? '') as string | undefined).toBe(
        close.means,
      );
      return;
    }
    this.#passTo(READY_US + close.atUs!);
    expect(this.#wish).toEqual({ means: close.means!, atUs: close.atUs! });
  }

  /** The engine's timer: asked when it rings, and set anew where the session is not due after all. */
  #passTo(endUs: number): void {
    for (let rings = 0; this.#dueUs <= endUs && this.#wish === null; rings++) {
      if (rings > MAX_RINGS) throw new Error('it rings without end');
      this.#nowUs = this.#dueUs;
      this.#dueUs = this.#session.dueUs(this.#nowUs);
      if (this.#dueUs > this.#nowUs) continue;
      const { frames, close } = this.#session.onDue(this.#nowUs);
      this.#say(frames);
      if (close !== null) this.#wish = { means: close, atUs: this.#nowUs - READY_US };
      else this.#dueUs = this.#session.dueUs(this.#nowUs);
    }
    this.#nowUs = endUs;
  }

  #say(frames: readonly Frame[]): void {
    const atUs = this.#nowUs - READY_US;
    for (const { bytes, opcode } of frames) this.#said.push({ payload: shown(bytes), opcode, atUs });
  }
}

function playPreparation(platform: Platform, transcript: Transcript): void {
  const preparation = platform.prepare!(sessionOptions(transcript));
  let step: PreparationStep = preparation.next(null);
  for (const expected of transcript.prepare!) {
    if ('request' in expected) {
      const { method, url, headers, body } = expected.request;
      if (step.kind !== 'request') throw new Error(`a ${step.kind} where a request was expected`);
      expect({ ...step.request, headers: Object.fromEntries(step.request.headers) }).toEqual({
        method,
        url,
        headers,
        body: asBody(body),
      } as never);
      const { status, headers: answered = {}, body: said } = expected.answer;
      step = preparation.next({ status, headers: answered, body: asBody(said) ?? '' });
    } else if ('dial' in expected) {
      const dialed = step.kind === 'dial' ? { ...step, headers: Object.fromEntries(step.headers) } : step;
      expect(dialed as object).toEqual({ kind: 'dial', ...expected.dial });
    } else {
      expect(step as object).toEqual({
        kind: 'failed',
        failure: expected.failed,
        retryAfterUs: expected.retryAfterUs,
      });
    }
  }
}

/** A body is written as JSON in a transcript: as a text, or as what the text is the JSON of. */
function asBody(body: unknown): string | null {
  return body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body);
}

function text({ bytes }: Frame): string {
  return Buffer.from(bytes).toString();
}

/** Readable where it is text, exact where it is not. */
function shown(bytes: Uint8Array): string {
  const words = Buffer.from(bytes).toString();
  return Buffer.from(words).equals(Buffer.from(bytes)) ? words : Buffer.from(bytes).toString('hex');
}
