// The messages that we send on one connection, and their answers: scheduled or in a closed loop, each from when it was due
// to when it was answered, given up, or lost. Knows no meaning but a reply's number.
// Law: what was sent is answered, timed out, lost or outstanding, and what was due keeps its due time however late it is.
// A message that the platform does not answer is counted apart, as one-way, and never waited for.
import { uniform } from '../../plan/random.ts';
import type { Session } from '../../platform/platform.ts';
import type { Turner } from '../loop/next-turn.ts';
import { Timer, type TimerOwner } from '../loop/timer-wheel.ts';
import type { EngineContext } from '../shared/context.ts';
import type { Listener } from './listener.ts';
import type { Outbound } from './outbound.ts';
import { PendingMessages } from './pending-messages.ts';

/** No message is outstanding. */
const NONE = -1;
const SEND_STREAM = 3;
const MAX_CATCH_UP = 1_000;
/** How soon an overdue answer is looked for again where nobody read. */
const DEAF_US = 100_000;

export type Deflate = (payload: Uint8Array) => Uint8Array;

export class Exchange implements TimerOwner, Turner {
  readonly #context: EngineContext;
  readonly #listener: Listener;
  readonly #session: Session;
  readonly #out: Outbound;
  readonly #ordinal: number;
  readonly #deflate: Deflate | null;
  /** The oldest message outstanding, where there is one: most connections never have two, and this is the hot path. */
  #awaited = NONE;
  #awaitedDueUs = 0;
  #awaitedStartedUs = 0;
  /** Those sent after it. */
  #later: PendingMessages | null = null;
  #sendTimer: Timer | null = null;
  /** Set while a message is outstanding; looks after the oldest when it rings, so that no message sets a timer. */
  #replyTimer: Timer | null = null;
  /** Answers up to this message may come late: they are no longer waited for. */
  #givenUp = NONE;
  /** Of the next scheduled send. */
  #dueUs = 0;
  /** It is due, and waits for an answer to one before it; and since when the last that waited no longer had to. */
  #isHeld = false;
  #freeUs = 0;
  #messages = 0;
  /** Between `begin` and `stop`. */
  #sends = false;
  /** The closed loop's next message found no room. */
  #isStalled = false;

  constructor(
    context: EngineContext,
    listener: Listener,
    session: Session,
    out: Outbound,
    ordinal: number,
    deflate: Deflate | null,
  ) {
    this.#context = context;
    this.#listener = listener;
    this.#session = session;
    this.#out = out;
    this.#ordinal = ordinal;
    this.#deflate = deflate;
  }

  /** Messages sent and not answered. */
  get outstanding(): number {
    return (this.#awaited === NONE ? 0 : 1) + (this.#later?.length ?? 0);
  }

  /** One message, due now; false where no answer to it will come. The caller flushes. */
  sendOne(nowUs: number): boolean {
    return this.#send(nowUs, nowUs);
  }

  /** Whether this was ever a message of ours. */
  hasSent(n: number): boolean {
    return n < this.#messages;
  }

  /** The plan's messages begin: the closed loop's first, or the schedule, somewhere within its first interval. */
  begin(nowUs: number): void {
    const { messages, seed } = this.#context.plan;
    this.#sends = true;
    if (messages.mode === 'max') {
      this.#send(nowUs, nowUs);
      this.#out.flush();
      return;
    }
    this.#sendTimer = new Timer(this, 0);
    const intervalUs = 1_000_000 / messages.perSecond;
    this.#dueUs = nowUs + uniform(seed, SEND_STREAM, this.#ordinal) * intervalUs;
    this.#context.wheel.set(this.#sendTimer, this.#dueUs);
  }

  /** No more sends; what is outstanding may still be answered. */
  stop(): void {
    this.#sends = false;
    this.#context.wheel.clear(this.#sendTimer);
    if (!this.#isHeld) return;
    this.#isHeld = false;
    const waitedUs = this.#context.clock.nowUs() - this.#dueUs;
    const { perSecond } = this.#context.plan.messages;
    this.#context.recorder.counters.sendsOverdue += 1 + Math.floor((waitedUs * perSecond) / 1_000_000);
  }

  /** The connection is over: what is outstanding is lost with it. */
  end(): void {
    this.stop();
    this.#context.wheel.clear(this.#replyTimer);
    this.#context.recorder.lost(this.outstanding);
    this.#awaited = NONE;
    this.#later = null;
  }

  /** There is room: for what was held, or in the closed loop for one message, which is due now. */
  onNextTurn(): void {
    if (!this.#sends) return;
    const nowUs = this.#context.clock.nowUs();
    if (this.#context.plan.messages.mode === 'max') {
      if (this.#awaited !== NONE) return;
      this.#send(nowUs, nowUs);
      this.#out.flush();
    } else if (this.#isHeld) this.#sendDue(nowUs);
  }

  /** The peer reads again: a closed loop whose message found no room goes on. */
  onWritable(): void {
    if (!this.#isStalled) return;
    this.#isStalled = false;
    this.#context.nextTurn.add(this);
  }

  onTimer(timer: Timer, nowUs: number): void {
    if (timer === this.#sendTimer) this.#sendDue(nowUs);
    else this.#expire(nowUs);
  }

  /** Every send that is due: each keeps its own due time, however late this turn is and however long it was held. */
  #sendDue(nowUs: number): void {
    const { perSecond, maxOutstanding } = this.#context.plan.messages;
    for (let sent = 0; this.#dueUs <= nowUs && sent < MAX_CATCH_UP; sent++) {
      this.#isHeld = this.outstanding >= maxOutstanding;
      if (this.#isHeld) break;
      this.#send(this.#dueUs, this.#context.clock.nowUs());
      this.#dueUs += 1_000_000 / perSecond;
    }
    this.#out.flush();
    if (!this.#isHeld) this.#context.wheel.set(this.#sendTimer!, this.#dueUs);
  }

  /** An unanswered message less: what was held behind it may go, and the closed loop goes round. */
  #onRoom(nowUs: number): void {
    if (!this.#sends) return;
    if (this.#isHeld) this.#freeUs = nowUs;
    else if (this.#context.plan.messages.mode !== 'max' || this.#awaited !== NONE) return;
    this.#context.nextTurn.add(this);
  }

  /** True where message `n` was outstanding. */
  onReply(n: number): boolean {
    const { recorder, samples } = this.#context;
    const isFirst = n === this.#awaited && n !== NONE;
    if (!isFirst && !this.#later?.take(n)) {
      this.#onStray(n);
      return false;
    }
    const dueUs = isFirst ? this.#awaitedDueUs : this.#later!.dueUs;
    const startedUs = isFirst ? this.#awaitedStartedUs : this.#later!.startedUs;
    const nowUs = this.#context.clock.nowUs();
    recorder.counters.messagesValid++;
    recorder.answered(nowUs - dueUs, nowUs - startedUs);
    if (samples !== null) samples.add(this.#ordinal, n, dueUs, startedUs, nowUs);
    if (isFirst) {
      this.#awaited = NONE;
      if (this.#later !== null) this.#awaitNext();
    }
    this.#onRoom(nowUs);
    return true;
  }

  /** An answer to nothing outstanding: a late one, or one to nothing we asked. */
  #onStray(n: number): void {
    const { counters } = this.#context.recorder;
    if (n > this.#givenUp || n < 0) {
      counters.messagesInvalid++;
      return;
    }
    counters.messagesValid++;
    counters.repliesLate++;
  }

  /** Gives up what has waited for longer than a reply may take. */
  #expire(nowUs: number): void {
    const { recorder, wheel, plan } = this.#context;
    const { replyTimeoutUs } = plan.messages;
    if (this.#listener.isDeafAt(nowUs)) return wheel.set(this.#replyTimer!, nowUs + DEAF_US);
    let hasRoom = false;
    while (this.#awaited !== NONE && this.#awaitedStartedUs + replyTimeoutUs <= nowUs) {
      recorder.timedOut(1);
      hasRoom = true;
      this.#givenUp = this.#awaited;
      this.#awaited = NONE;
      if (this.#later !== null) this.#awaitNext();
    }
    if (this.#awaited !== NONE) wheel.set(this.#replyTimer!, this.#awaitedStartedUs + replyTimeoutUs);
    if (hasRoom) this.#onRoom(nowUs);
  }

  #awaitNext(): void {
    const n = this.#later!.takeFirst();
    if (n < 0) return;
    this.#awaited = n;
    this.#awaitedDueUs = this.#later!.dueUs;
    this.#awaitedStartedUs = this.#later!.startedUs;
  }

  /** True where its answer is to be waited for. */
  #send(dueUs: number, startedUs: number): boolean {
    const { recorder, plan } = this.#context;
    // In a closed loop a message is due when it can be sent: there is no lateness to measure.
    const isScheduled = plan.messages.mode !== 'max';
    const slipUs = startedUs - Math.max(dueUs, this.#freeUs);
    if (isScheduled) recorder.started(slipUs);
    const n = this.#messages++;
    const frame = this.#session.message(n, plan.messages.bytes);
    const wire = this.#deflate === null ? frame.bytes : this.#deflate(frame.bytes);
    const isFull = frame.answered && this.#later?.isFull;
    if (isFull || !this.#out.add(frame.opcode, wire, this.#deflate !== null)) {
      recorder.counters.sendsSkipped++;
      this.#isStalled = !isScheduled;
      return frame.answered;
    }
    if (isScheduled) {
      recorder.histograms.sendLateness.record(startedUs - dueUs);
      recorder.histograms.sendSlip.record(slipUs);
    }
    if (frame.answered) {
      recorder.sent();
      this.#await(n, dueUs, startedUs);
      return true;
    }
    recorder.counters.messagesOneWay++;
    // A closed loop goes round without an answer where none will come.
    if (this.#sends && !isScheduled) this.#context.nextTurn.add(this);
    return false;
  }

  #await(n: number, dueUs: number, startedUs: number): void {
    if (this.#awaited !== NONE) {
      this.#later ??= new PendingMessages();
      this.#later.add(n, dueUs, startedUs);
      return;
    }
    this.#awaited = n;
    this.#awaitedDueUs = dueUs;
    this.#awaitedStartedUs = startedUs;
    if (this.#replyTimer === null || this.#replyTimer.slot < 0) this.#watchReplies(startedUs);
  }

  #watchReplies(startedUs: number): void {
    const { replyTimeoutUs } = this.#context.plan.messages;
    if (replyTimeoutUs === 0) return;
    this.#replyTimer ??= new Timer(this, 1);
    this.#context.wheel.set(this.#replyTimer, startedUs + replyTimeoutUs);
  }
}
