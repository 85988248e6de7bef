// One upgraded connection's talk: frames in, what the platform says they mean, messages and acks out.
// Knows no socket state and no profile; tells its connection when the platform is ready or has had enough.
import type { CloseCause } from '../metrics/outcome.ts';
import { uniform } from '../plan/random.ts';
import type { Meaning, Session } from '../platform/platform.ts';
import { OPCODE } from '../wire/frame-header.ts';
import type { FrameSink } from '../wire/frame-sink.ts';
import type { EngineContext } from './context.ts';
import { type FlowUser, FlowWindow } from './flow-window.ts';
import { KeepAlive, type KeepAliveUser } from './keep-alive.ts';
import type { Turner } from './next-turn.ts';
import type { Outbound } from './outbound.ts';
import { PendingMessages } from './pending-messages.ts';
import { Timer, type TimerOwner } from './timer-wheel.ts';

export interface ConversationUser {
  onReady(): void;
  /** The platform refuses or throttles; `closes` where it is about to end the connection. */
  onRefused(kind: 'auth-refused' | 'auth-expired' | 'throttled', retryAfterUs: number): void;
  onPeerClose(code: number, reason: string): void;
  /** This side must end it: a ping unanswered, a frame that breaks the platform's own rules. */
  onMustClose(cause: CloseCause): void;
  setReading(on: boolean): void;
}

/** No message is outstanding. */
const NONE = -1;
const SEND_STREAM = 3;
const MAX_CATCH_UP = 1_000;
const encoder = new TextEncoder();

export class Conversation implements FrameSink, TimerOwner, FlowUser, KeepAliveUser, Turner {
  readonly session: Session;
  readonly #context: EngineContext;
  readonly #user: ConversationUser;
  readonly #out: Outbound;
  readonly #ordinal: number;
  readonly #deflate: ((payload: Uint8Array) => Uint8Array) | null;
  /** The message outstanding, where there is one: most connections never have two, and this is the hot path. */
  #awaited = NONE;
  #awaitedDueUs = 0;
  #awaitedStartedUs = 0;
  /** Those sent after it. */
  #later: PendingMessages | null = null;
  #flow: FlowWindow | null = null;
  #keepAlive: KeepAlive | null = null;
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
  #ready = false;
  #sends = true;
  #over = false;
  isReadingPaused = false;

  constructor(
    context: EngineContext,
    user: ConversationUser,
    out: Outbound,
    ordinal: number,
    deflate: ((payload: Uint8Array) => Uint8Array) | null,
  ) {
    this.#context = context;
    this.#user = user;
    this.#out = out;
    this.#ordinal = ordinal;
    this.#deflate = deflate;
    this.session = context.platform.createSession({
      connection: ordinal,
      token: context.secrets.token,
      tokenPlacement: context.plan.platform.token,
    });
  }

  /** Messages sent and not answered. */
  get outstanding(): number {
    return (this.#awaited === NONE ? 0 : 1) + (this.#later?.length ?? 0);
  }

  /** Right after the upgrade: the greeting, and the message that `--verify` wants back. */
  greet(nowUs: number): void {
    for (const text of this.session.greeting()) this.#out.add(OPCODE.text, encoder.encode(text));
    if (!this.session.awaitsReady) this.#readyOrVerify(nowUs);
    this.#out.flush();
  }

  /** From here on the platform counts us as open: keep-alive and scheduled sends begin. */
  begin(nowUs: number): void {
    const { keepAlive, messages, seed } = this.#context.plan;
    if (keepAlive.pingIntervalUs > 0)
      this.#keepAlive = new KeepAlive(this.#context, this, this.#ordinal, nowUs);
    if (!this.#context.platform.answersMessages || messages.mode === 'none') return;
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

  /** No more scheduled sends; what is outstanding may still be answered. */
  stopSending(): void {
    this.#sends = false;
    this.#context.wheel.clear(this.#sendTimer);
    if (!this.#isHeld) return;
    this.#isHeld = false;
    const waitedUs = this.#context.clock.nowUs() - this.#dueUs;
    const { perSecond } = this.#context.plan.messages;
    this.#context.recorder.counters.sendsOverdue += 1 + Math.floor((waitedUs * perSecond) / 1_000_000);
  }

  /** The connection is over: every timer is cleared, and what still comes is no longer part of the talk. */
  end(nowUs: number): void {
    this.stopSending();
    this.#over = true;
    this.#keepAlive?.stop();
    this.#flow?.stop(nowUs);
    this.#context.wheel.clear(this.#replyTimer);
    this.#context.recorder.lost(this.outstanding);
    this.#awaited = NONE;
    this.#later = null;
  }

  // FrameSink

  onMessage(data: Uint8Array, start: number, end: number, isText: boolean): void {
    if (this.#over) return;
    const { counters } = this.#context.recorder;
    counters.messagesReceived++;
    const meaning = this.session.receive(data, start, end, isText);
    switch (meaning.kind) {
      case 'reply':
        return this.#onReply(meaning.reply);
      case 'event':
        return this.#onEvent(meaning);
      case 'invalid':
        counters.messagesInvalid++;
        if (meaning.problem === 'parse') counters.parseErrors++;
        return;
      case 'ready':
        counters.messagesValid++;
        return this.#readyOrVerify(this.#context.clock.nowUs());
      case 'throttle':
        counters.messagesValid++;
        counters.throttledMessages++;
        return this.#user.onRefused('throttled', meaning.retryAfterUs);
      case 'auth-refused':
      case 'auth-expired':
        counters.messagesValid++;
        return this.#user.onRefused(meaning.kind, -1);
      case 'heartbeat':
      case 'ignored':
        counters.messagesValid++;
        return;
      default:
        return unreachable(meaning.kind);
    }
  }

  onPing(data: Uint8Array, start: number, end: number): void {
    this.#context.recorder.counters.pingsReceived++;
    this.#out.add(OPCODE.pong, data.subarray(start, end));
  }

  onPong(data: Uint8Array, start: number, end: number): void {
    this.#keepAlive?.onPong(data, start, end, this.#context.clock.nowUs());
  }

  onClose(code: number, reason: string): void {
    this.#user.onPeerClose(code, reason);
  }

  // KeepAliveUser and FlowUser

  sendPing(payload: Uint8Array): void {
    this.#out.add(OPCODE.ping, payload);
    this.#out.flush();
  }

  onPingTimeout(): void {
    this.#user.onMustClose('keep-alive-timeout-ours');
  }

  acknowledge(seq: number): void {
    const ack = this.session.ack(seq);
    if (ack === undefined) return;
    if (this.#out.add(OPCODE.text, ack)) this.#context.recorder.counters.acksSent++;
    else this.#user.onMustClose('write-overflow');
  }

  flush(): void {
    this.#out.flush();
  }

  pauseReading(): void {
    this.isReadingPaused = true;
    this.#user.setReading(false);
  }

  resumeReading(): void {
    this.isReadingPaused = false;
    this.#user.setReading(true);
  }

  /** There is room: for what was held, or in the closed loop for one message, which is due now. */
  onNextTurn(): void {
    if (!this.#sends) return;
    const nowUs = this.#context.clock.nowUs();
    if (this.#context.plan.messages.mode === 'max') {
      this.#send(nowUs, nowUs);
      this.#out.flush();
    } else if (this.#isHeld) this.#sendDue(nowUs);
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
    if (this.#isHeld) this.#freeUs = nowUs;
    else if (this.#context.plan.messages.mode !== 'max' || this.#awaited !== NONE) return;
    this.#context.nextTurn.add(this);
  }

  #onReply(n: number): void {
    const { recorder } = this.#context;
    if (n !== this.#awaited && !this.#skipTo(n)) return this.#onStray(n);
    const nowUs = this.#context.clock.nowUs();
    recorder.counters.messagesValid++;
    recorder.answered(nowUs - this.#awaitedDueUs, nowUs - this.#awaitedStartedUs);
    this.#awaited = NONE;
    if (this.#later !== null) this.#awaitNext();
    if (this.#ready) this.#onRoom(nowUs);
    else this.#becomeReady();
  }

  /** A later message was answered: answers keep their order on a connection, so those before it never will be. */
  #skipTo(n: number): boolean {
    const answer = this.#later?.answer(n);
    if (answer === undefined || !answer.found) return false;
    this.#context.recorder.timedOut(answer.skipped + (this.#awaited === NONE ? 0 : 1));
    this.#givenUp = n - 1;
    this.#awaited = n;
    this.#awaitedDueUs = this.#later!.dueUs;
    this.#awaitedStartedUs = this.#later!.startedUs;
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
    while (this.#awaited !== NONE && this.#awaitedStartedUs + replyTimeoutUs <= nowUs) {
      recorder.timedOut(1);
      this.#givenUp = this.#awaited;
      this.#awaited = NONE;
      if (this.#later !== null) this.#awaitNext();
    }
    if (this.#awaited !== NONE) wheel.set(this.#replyTimer!, this.#awaitedStartedUs + replyTimeoutUs);
    if (this.#ready) this.#onRoom(nowUs);
  }

  #awaitNext(): void {
    const n = this.#later!.takeFirst();
    if (n < 0) return;
    this.#awaited = n;
    this.#awaitedDueUs = this.#later!.dueUs;
    this.#awaitedStartedUs = this.#later!.startedUs;
  }

  #onEvent(meaning: Meaning): void {
    const { counters, histograms } = this.#context.recorder;
    counters.messagesValid++;
    if (meaning.stampedAtUs >= 0) histograms.push.record(this.#context.clock.nowUs() - meaning.stampedAtUs);
    const { flow } = this.#context.plan;
    if (flow.ackWindow === 0 && flow.processingUs === 0) return;
    this.#flow ??= new FlowWindow(this.#context, this);
    this.#flow.add(flow.ackWindow > 0 ? meaning.seq : -1, this.#context.clock.nowUs());
  }

  #readyOrVerify(nowUs: number): void {
    if (this.#ready) return;
    if (this.#context.plan.messages.verify && this.#context.platform.answersMessages)
      this.#send(nowUs, nowUs);
    else this.#becomeReady();
  }

  #becomeReady(): void {
    this.#ready = true;
    this.#user.onReady();
  }

  #send(dueUs: number, startedUs: number): void {
    const { recorder, plan } = this.#context;
    // In a closed loop a message is due when it can be sent: there is no lateness to measure.
    const isScheduled = plan.messages.mode !== 'max';
    const slipUs = startedUs - Math.max(dueUs, this.#freeUs);
    if (isScheduled) recorder.started(slipUs);
    const n = this.#messages++;
    const payload = this.session.message(n, plan.messages.bytes);
    const wire = this.#deflate === null ? payload : this.#deflate(payload);
    if (this.#later?.isFull || !this.#out.add(OPCODE.text, wire, this.#deflate !== null)) {
      recorder.counters.sendsSkipped++;
      return;
    }
    if (isScheduled) {
      recorder.histograms.sendLateness.record(startedUs - dueUs);
      recorder.histograms.sendSlip.record(slipUs);
    }
    recorder.sent();
    this.#await(n, dueUs, startedUs);
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

function unreachable(kind: never): never {
  throw new Error(`no such meaning: ${kind}`);
}
