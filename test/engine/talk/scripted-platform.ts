// A vendor that tests write: it says in plain words what each frame means, answers pings in band, and does by itself what a
// test wants of it. It has all that the second edition of the interface can say.
import { plain } from '../../../src/platform/plain/plain.ts';
import type { Due, Frame, Meaning, Platform, Session } from '../../../src/platform/platform.ts';
import { NO_FRAMES, newMeaning, setMeaning } from '../../../src/platform/text.ts';

export function text(words: string, answered = false): Frame {
  return { bytes: Buffer.from(words), opcode: 1, answered };
}

export class ScriptedSession implements Session {
  awaitsReady = false;
  greetings: readonly Frame[] = NO_FRAMES;
  /** Message numbers that nobody answers: binary, where the others are text. */
  isOneWay = (_n: number): boolean => false;
  nextDueUs = Number.POSITIVE_INFINITY;
  /** What it does when it is due; has to move `nextDueUs`. */
  due: (nowUs: number) => Due = () => ({ frames: NO_FRAMES, close: null });
  /** How often it was asked. */
  asked = 0;
  #meaning = newMeaning();

  greeting(): readonly Frame[] {
    return this.greetings;
  }

  /** `KIND NUMBER`, and behind a slash what answers it. */
  receive(data: Uint8Array, start: number, end: number): Meaning {
    const [words, ...answers] = Buffer.from(data.subarray(start, end)).toString().split('/');
    const [kind, number] = words!.split(' ');
    const meaning = setMeaning(this.#meaning, kind as Meaning['kind']);
    if (kind === 'reply' || kind === 'ack') meaning.reply = Number(number ?? -1);
    if (kind === 'event') meaning.seq = Number(number ?? -1);
    meaning.answers = answers.map((answer) => text(answer));
    return meaning;
  }

  message(n: number): Frame {
    const bytes = Buffer.from(`message ${n}`);
    return this.isOneWay(n) ? { bytes, opcode: 2, answered: false } : { bytes, opcode: 1, answered: true };
  }

  ack(seq: number): Frame {
    return text(`ack ${seq}`);
  }

  readClose(): undefined {
    return undefined;
  }

  dueUs(): number {
    this.asked++;
    return this.nextDueUs;
  }

  onDue(nowUs: number): Due {
    return this.due(nowUs);
  }
}

/** A platform whose every session is this one. */
export function scripted(session: Session): Platform {
  return { ...plain, name: 'scripted', createSession: () => session };
}
