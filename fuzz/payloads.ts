// Mutated messages through every platform's session, alone and in a buffer that is overwritten afterwards. Laws: no
// message makes a session throw; each means one of the kinds there are, with numbers that the engine can work with;
// where it lies in a buffer changes nothing; and what a session writes back can be sent.

import type { CloseReading, Frame, Meaning, Session } from '../src/platform/platform.ts';
import { platforms } from '../src/platform/registry.ts';
import { CLOSE } from '../src/wire/close-code.ts';
import { Bytes } from './bytes.ts';
import { SharedBuffer } from './chunks.ts';
import { holds } from './law.ts';
import { mutate } from './mutate.ts';
import type { Part } from './part.ts';
import { drawPayload } from './payload-texts.ts';
import { Random } from './random.ts';

const STREAM = 103;
const CAPACITY = 1024 * 1024;
const KINDS: readonly Meaning['kind'][] = [
  'event',
  'reply',
  'ack',
  'ready',
  'heartbeat',
  'throttle',
  'auth-expired',
  'auth-refused',
  'closing',
  'ignored',
  'invalid',
];
/** Kinds that may name a message of ours. */
const NUMBERED: ReadonlySet<Meaning['kind']> = new Set(['reply', 'ack']);
const PROBLEMS: readonly Meaning['problem'][] = ['none', 'parse', 'envelope', 'content'];
const READINGS: readonly (CloseReading | undefined)[] = [
  undefined,
  'token-expired',
  'auth-refused',
  'throttled',
  'keep-alive-timeout-theirs',
  'ack-window',
];
const LONGEST_WAIT_US = 86_400_000_000;
const CODES = [CLOSE.normal, CLOSE.noStatus, CLOSE.policy, CLOSE.tryAgainLater, 3000, 4001];

export function createPayloads(seed: number): Part {
  const bytes = new Bytes(CAPACITY);
  const other = new Bytes(CAPACITY);
  const shared = new SharedBuffer(CAPACITY);

  function draw(n: number) {
    const random = new Random(seed, STREAM, n);
    const platform = random.pick(platforms);
    const tokenPlacement = random.pick(['none', 'frame'] as const);
    const sessions = [0, 1].map(() => platform.createSession({ connection: 7, token: 'T', tokenPlacement }));
    fill(bytes, drawPayload(random, platform.name));
    if (random.chance(0.6)) {
      fill(other, drawPayload(random));
      mutate({ bytes, other, marks: [] }, random);
    }
    return { random, name: platform.name, sessions, bytes: bytes.copy(), isText: random.chance(0.95) };
  }

  return {
    input: (n) => draw(n).bytes,
    play(n) {
      const one = draw(n);
      const [alone, within] = one.sessions as [Session, Session];
      const meaning = { ...alone.receive(one.bytes, 0, one.bytes.length, one.isText) };
      let moved = meaning;
      shared.play(one.bytes, [one.bytes.length], (chunk) => {
        const { buffer, byteOffset, length } = chunk;
        // Bytes before and behind it belong to others.
        moved = within.receive(new Uint8Array(buffer), byteOffset, byteOffset + length, one.isText);
        return true;
      });
      checkMeaning(meaning);
      holds(JSON.stringify(moved) === JSON.stringify(meaning), 'where a message lies changes what it means');
      if (meaning.seq >= 0) checkFrame(alone.ack(meaning.seq));
      checkFrame(alone.message(one.random.below(1_000), one.random.below(300)));
      const reason = Buffer.from(one.bytes.subarray(0, 123)).toString('utf8');
      holds(
        READINGS.includes(alone.readClose(one.random.pick(CODES), reason)),
        'a close means what nobody knows',
      );
      return `${one.name} ${meaning.kind === 'invalid' ? `invalid ${meaning.problem}` : meaning.kind}`;
    },
  };
}

function fill(bytes: Bytes, text: string): void {
  bytes.clear();
  bytes.append(Buffer.from(text));
}

function checkMeaning({ kind, problem, seq, reply, stampedAtUs, retryAfterUs, answers }: Meaning): void {
  holds(KINDS.includes(kind), `kind is ${typeof kind === 'string' ? kind : `a ${typeof kind}`}`);
  holds(PROBLEMS.includes(problem) && (problem === 'none') === (kind !== 'invalid'), `problem is ${problem}`);
  holds(Number.isSafeInteger(seq) && seq >= -1, `seq is ${seq}`);
  holds(
    Number.isSafeInteger(reply) &&
      reply >= (kind === 'reply' ? 0 : -1) &&
      (NUMBERED.has(kind) || reply === -1),
    `reply is ${reply}`,
  );
  holds(Number.isFinite(stampedAtUs), `stampedAtUs is ${stampedAtUs}`);
  const waits = Number.isSafeInteger(retryAfterUs) && retryAfterUs >= -1 && retryAfterUs <= LONGEST_WAIT_US;
  holds(waits, `retryAfterUs is ${retryAfterUs}`);
  for (const answer of answers) {
    checkFrame(answer);
    holds(!answer.answered, 'an answer waits for an answer');
  }
}

function checkFrame(frame: Frame | null): void {
  if (frame === null) return;
  holds(frame.bytes.length > 0 && frame.bytes.length < 1_000, 'a message of no sane length');
  holds(frame.opcode === 1 || frame.opcode === 2, `opcode is ${frame.opcode}`);
}
