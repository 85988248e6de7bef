// The laws of a platform, held against each of the registry by platform.test.ts and against one that has all that the
// interface can say by second-edition.test.ts. What differs between vendors comes from their transcripts and from nowhere
// else, so a new platform adds nothing here.
import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import type { Frame, Platform, Session, SessionOptions } from '../../src/platform/platform.ts';
import type { Preparation } from '../../src/platform/preparation.ts';
import { ClientPlayer, sessionOptions } from './client-player.ts';
import { MEANINGS, payloadOf, type Transcript, type TranscriptFrame } from './transcript.ts';

const SOURCES = ['documented', 'sdk', 'guide', 'unverified', 'busyhour'];
const KINDS = new Set(Object.values(MEANINGS));
const TOKEN = 'a-token-that-nothing-else-says';
const OPTIONS: SessionOptions = { connection: 7, token: undefined, tokenPlacement: 'none' };
const HOUR_US = 3_600_000_000;
/** No platform does more by itself than paced audio: fifty frames a second. */
const MOST_RINGS = 3_600 * 100;
const MOST_REQUESTS = 20;

export function holdsToTheLaws(platform: Platform, transcripts: readonly Transcript[]): void {
  const frames = transcripts.flatMap((transcript) => transcript.frames);
  const serverFrames = frames.filter(({ from }) => from === 'server');

  describe('transcripts', () => {
    for (const transcript of transcripts)
      test(transcript.name, () => ClientPlayer.play(platform, transcript));

    test('each says who says so', () => {
      for (const { name, source } of transcripts)
        expect({ name, source }).toEqual({ name, source: expect.stringMatching(/\w/) });
    });
  });

  test('every preset has a source, and a value that is of its kind', () => {
    for (const [name, { value, source }] of Object.entries(platform.presets)) {
      expect(SOURCES, name).toContain(source);
      if (typeof value === 'number') expect(Number.isSafeInteger(value) && value >= 0, name).toBe(true);
      else expect(value, name).toBeDefined();
    }
  });

  test('no bytes of a server make it throw, and where they lie changes nothing', () => {
    fc.assert(
      fc.property(fc.array(hostile(serverFrames), { minLength: 1, maxLength: 6 }), (messages) => {
        const [alone, within] = [platform.createSession(OPTIONS), platform.createSession(OPTIONS)];
        for (const { bytes, isText } of messages) {
          const before = Buffer.from(bytes);
          const meaning = structuredClone(alone.receive(bytes, 0, bytes.length, isText));
          expect(Buffer.from(bytes)).toEqual(before);
          const around = Buffer.concat([Buffer.from('{"'), bytes, Buffer.from('"}')]);
          expect(structuredClone(within.receive(around, 2, around.length - 2, isText))).toEqual(meaning);
          expect(KINDS).toContain(meaning.kind);
          expect(meaning.problem === 'none').toBe(meaning.kind !== 'invalid');
          if (meaning.kind === 'reply') expect(meaning.reply).toBeGreaterThanOrEqual(0);
          for (const each of [meaning.seq, meaning.reply, meaning.retryAfterUs])
            expect(Number.isSafeInteger(each) && each >= -1).toBe(true);
          expect(Number.isFinite(meaning.stampedAtUs)).toBe(true);
          isOfItsOwn(meaning.answers);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('nothing of an earlier message is left in a later one', () => {
    const session = platform.createSession(OPTIONS);
    for (const earlier of serverFrames) {
      for (const later of serverFrames) {
        hear(session, earlier);
        const { kind, seq, reply, stampedAtUs, retryAfterUs, problem, answers } = hear(session, later);
        if (kind !== 'event') expect([seq, stampedAtUs]).toEqual([-1, -1]);
        if (kind !== 'reply' && kind !== 'ack') expect(reply).toBe(-1);
        if (kind !== 'throttle') expect(retryAfterUs).toBe(-1);
        if (kind !== 'invalid') expect(problem).toBe('none');
        expect(answers).toHaveLength(answersTo(transcripts, later));
      }
    }
  });

  test('no close of a server makes it throw', () => {
    fc.assert(
      fc.property(fc.nat(4_999), fc.uint8Array({ maxLength: 123 }), (code, bytes) => {
        const reason = Buffer.from(bytes).toString();
        expect(['string', 'undefined']).toContain(
          typeof platform.createSession(OPTIONS).readClose(code, reason),
        );
      }),
    );
  });

  test('a message is as long as it is asked to be, and no two are alike', () => {
    const session = platform.createSession(OPTIONS);
    const shortest = session.message(0, 0).bytes.length;
    fc.assert(
      fc.property(fc.nat(999_999), fc.nat(20_000), (n, bytes) => {
        const message = session.message(n, bytes);
        expect([1, 2]).toContain(message.opcode);
        const bare = session.message(n, 0).bytes.length;
        expect(session.message(n, bytes).bytes.length).toBe(Math.max(bytes, bare));
        expect(bare - shortest).toBeLessThanOrEqual(6);
        const one = Buffer.from(session.message(n, bytes).bytes);
        expect(one.equals(session.message(n + 1, bytes).bytes)).toBe(false);
        expect(one.equals(session.message(n, bytes).bytes)).toBe(true);
      }),
    );
  });

  if (platform.answersMessages) {
    test('the reply to any message of its own is recognised, and so is its number', () => {
      const { own, message, reply } = ownMessage(transcripts);
      const session = platform.createSession(sessionOptions(own));
      // What answers message 42 answers another once it carries the other's number.
      const other = (frame: TranscriptFrame, n: number) => {
        const mark = frame.correlation!.replace(/42$/, String(n));
        const bytes = Buffer.from(payloadOf(frame).toString().replaceAll(frame.correlation!, mark));
        return frame.text === undefined
          ? { ...frame, base64: bytes.toString('base64') }
          : { ...frame, text: bytes.toString() };
      };
      for (let n = 10; n < 100; n++) {
        expect(payloadOf(other(message, n)).equals(session.message(n, message.bytes!).bytes)).toBe(true);
        expect(hear(session, other(reply, n))).toMatchObject({ kind: 'reply', reply: n, problem: 'none' });
      }
    });
  }

  test('only a token that goes in a frame is ever greeted with', () => {
    for (const tokenPlacement of ['none', 'query', 'header', 'frame'] as const) {
      const session = platform.createSession({ ...OPTIONS, token: TOKEN, tokenPlacement });
      const greeting = session.greeting();
      isOfItsOwn(greeting);
      const says = greeting.some(({ bytes }) => Buffer.from(bytes).includes(TOKEN));
      if (tokenPlacement !== 'frame') expect(says).toBe(false);
      expect(session.greeting()).toEqual(greeting);
    }
    const session = platform.createSession({ ...OPTIONS, token: undefined, tokenPlacement: 'frame' });
    for (const { bytes } of session.greeting())
      expect(Buffer.from(bytes).toString()).not.toContain('undefined');
  });

  test('events are acknowledged each by its number, or none is', () => {
    const session = platform.createSession(OPTIONS);
    const acks = [0, 1, 2, 41, 1e9].map((seq) => {
      const ack = session.ack(seq);
      if (ack !== null) isOfItsOwn([ack]);
      return ack === null ? null : Buffer.from(ack.bytes).toString();
    });
    if (acks[0] === null) expect(acks).toEqual([null, null, null, null, null]);
    else expect(new Set(acks).size).toBe(acks.length);
    if (platform.presets.ackWindow.value > 0) expect(acks[0]).toBeString();
    for (const frame of frames.filter(({ from, means }) => from === 'client' && means === 'ack'))
      expect(Buffer.from(session.ack(frame.seq!)!.bytes).toString()).toBe(frame.text!);
  });

  test('what is due by itself moves on when it is done, and no message brings it forward', () => {
    for (const speaks of [false, true]) {
      const session = platform.createSession(OPTIONS);
      let nowUs = 123_456_789;
      const endUs = nowUs + HOUR_US;
      let dueUs = session.dueUs(nowUs);
      expect(dueUs).not.toBeNaN();
      for (let rings = 0; dueUs <= endUs; rings++) {
        expect(rings).toBeLessThan(MOST_RINGS);
        nowUs = Math.max(nowUs, dueUs);
        if (speaks) for (const frame of serverFrames) hear(session, frame);
        dueUs = session.dueUs(nowUs);
        if (dueUs > nowUs) continue;
        const { frames: said, close } = session.onDue(nowUs);
        isOfItsOwn(said);
        if (close !== null) {
          expect(session.dueUs(nowUs)).toBeLessThanOrEqual(nowUs); // until it hears something
          break;
        }
        dueUs = session.dueUs(nowUs);
        expect(dueUs).toBeGreaterThan(nowUs);
        for (const frame of serverFrames) hear(session, frame);
        expect(session.dueUs(nowUs)).toBeGreaterThanOrEqual(dueUs);
      }
    }
  });

  if (platform.prepare !== undefined) {
    test('whatever is answered before a dial, it ends in a dial or a failure', () => {
      const answers = answering(transcripts);
      fc.assert(
        fc.property(fc.array(answers, { minLength: 1, maxLength: 8 }), (given) => {
          const preparation: Preparation = platform.prepare!(OPTIONS);
          let step = preparation.next(null);
          for (let i = 0; step.kind === 'request'; i++) {
            expect(i).toBeLessThan(MOST_REQUESTS);
            expect(() => new URL((step as { request: { url: string } }).request.url)).not.toThrow();
            step = preparation.next(given[i % given.length]!);
          }
          if (step.kind === 'dial') expect(step.url).toMatch(/^wss?:/);
          else expect(step.retryAfterUs).toBeGreaterThanOrEqual(-1);
        }),
      );
    });
  }
}

/** Frames that the session sends by itself: whole, and answered by nobody. */
function isOfItsOwn(frames: readonly Frame[]): void {
  for (const { bytes, opcode, answered } of frames) {
    expect(bytes.length).toBeGreaterThan(0);
    expect([1, 2]).toContain(opcode);
    expect(answered).toBe(false);
  }
}

function hear(session: Session, frame: TranscriptFrame) {
  const bytes = payloadOf(frame);
  return structuredClone(session.receive(bytes, 0, bytes.length, frame.text !== undefined));
}

/** How many frames of the client's a transcript has right behind this one. */
function answersTo(transcripts: readonly Transcript[], frame: TranscriptFrame): number {
  const { frames } = transcripts.find((transcript) => transcript.frames.includes(frame))!;
  const behind = frames.slice(frames.indexOf(frame) + 1);
  const end = behind.findIndex(({ means }) => means !== 'answer');
  return end < 0 ? behind.length : end;
}

function ownMessage(transcripts: readonly Transcript[]) {
  for (const own of transcripts) {
    const at = own.frames.findIndex(({ means, n }) => means === 'message' && n === 42);
    const reply = own.frames[at + 1];
    if (at >= 0 && reply !== undefined) return { own, message: own.frames[at]!, reply };
  }
  throw new Error('a platform that answers needs a transcript of its own message 42 and the reply to it');
}

/** Anything at all, and what a vendor says with a few bytes changed. */
function hostile(frames: readonly TranscriptFrame[]): fc.Arbitrary<{ bytes: Uint8Array; isText: boolean }> {
  const changed = fc
    .tuple(fc.constantFrom(...frames), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }), fc.nat(5))
    .map(([frame, changes, cut]) => {
      const bytes = Buffer.from(payloadOf(frame));
      for (const [at, byte] of changes) if (bytes.length > 0) bytes[at % bytes.length] = byte;
      return bytes.subarray(0, cut === 0 ? Math.floor(bytes.length / 2) : bytes.length);
    });
  const json = fc.json().map((text) => Buffer.from(text));
  const bytes = fc.oneof(changed, changed, json, fc.uint8Array({ maxLength: 200 }));
  return fc.record({ bytes, isText: fc.boolean() });
}

/** An answer of a vendor's, one of its with another status or body, or anything. */
function answering(transcripts: readonly Transcript[]) {
  const known = transcripts
    .flatMap(({ prepare = [] }) => prepare)
    .flatMap((step) => ('answer' in step ? [step.answer] : []))
    .map(({ status, headers = {}, body = '' }) => ({
      status,
      headers,
      body: typeof body === 'string' ? body : JSON.stringify(body),
    }));
  const status = fc.constantFrom(200, 201, 204, 301, 400, 401, 403, 404, 429, 500, 503);
  const headers = fc.constantFrom({}, { 'retry-after': '3' }, { 'retry-after': 'soon' });
  const body = fc.oneof(fc.constantFrom(...known.map((answer) => answer.body)), fc.json(), fc.string());
  return fc.oneof(fc.constantFrom(...known), fc.record({ status, headers, body }));
}
