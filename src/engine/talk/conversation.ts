// One upgraded connection's talk: frames in, what the platform says they mean, messages and acks out.
// Knows no socket state and no profile; tells its connection when the platform is ready or has had enough.
import type { CloseCause } from '../../metrics/outcome.ts';
import type { CloseWish, Frame, Meaning, Session } from '../../platform/platform.ts';
import { OPCODE } from '../../wire/frame-header.ts';
import type { FrameSink } from '../../wire/frame-sink.ts';
import type { EngineContext } from '../shared/context.ts';
import { type Deflate, Exchange } from './exchange.ts';
import { type FlowUser, FlowWindow } from './flow-window.ts';
import { KeepAlive, type KeepAliveUser } from './keep-alive.ts';
import type { Outbound } from './outbound.ts';
import { SessionTimer, type SessionTimerUser } from './session-timer.ts';

export interface ConversationUser {
  onReady(): void;
  /** The platform refuses or throttles; `closes` where it is about to end the connection. */
  onRefused(kind: 'auth-refused' | 'auth-expired' | 'throttled', retryAfterUs: number): void;
  onPeerClose(code: number, reason: string): void;
  /** This side must end it: a ping unanswered, a frame that breaks the platform's own rules. */
  onMustClose(cause: CloseCause): void;
  setReading(on: boolean): void;
}

/** Two clocks on one machine may differ by as much, and a stamp may be rounded. */
const CLOCK_GRAIN_US = 1_000;
/** What came while nobody read is read in the next turns of the loop. */
const CATCH_UP_US = 50_000;

/** Until the platform is ready, from then on, and after the connection's end. */
type Phase = 'greeting' | 'ready' | 'over';

export class Conversation implements FrameSink, FlowUser, KeepAliveUser, SessionTimerUser {
  readonly session: Session;
  readonly #context: EngineContext;
  readonly #user: ConversationUser;
  readonly #out: Outbound;
  readonly #ordinal: number;
  readonly #deflate: Deflate | null;
  /** null until there is a message to send. */
  #exchange: Exchange | null = null;
  #flow: FlowWindow | null = null;
  #keepAlive: KeepAlive | null = null;
  /** null where the session does nothing by itself. */
  #timer: SessionTimer | null = null;
  #phase: Phase = 'greeting';
  #sends = true;
  /** Endless while reading is paused. */
  #deafUntilUs = Number.NEGATIVE_INFINITY;

  constructor(
    context: EngineContext,
    user: ConversationUser,
    out: Outbound,
    ordinal: number,
    deflate: Deflate | null,
  ) {
    this.#context = context;
    this.#user = user;
    this.#out = out;
    this.#ordinal = ordinal;
    this.#deflate = deflate;
    this.session = context.platform.createSession({
      connection: ordinal,
      token: context.credentials.of(ordinal).token,
      tokenPlacement: context.plan.platform.token,
    });
  }

  /** Messages sent and not answered. */
  get outstanding(): number {
    return this.#exchange?.outstanding ?? 0;
  }

  /** Right after the upgrade: the greeting, and the message that `--verify` wants back. */
  greet(nowUs: number): void {
    for (const frame of this.session.greeting()) this.#out.add(frame.opcode, frame.bytes);
    if (!this.session.awaitsReady) this.#readyOrVerify(nowUs);
    this.#out.flush();
  }

  /** From here on the platform counts us as open: keep-alive, what the session does by itself and scheduled sends begin. */
  begin(nowUs: number): void {
    const { keepAlive, messages } = this.#context.plan;
    if (keepAlive.pingIntervalUs > 0)
      this.#keepAlive = new KeepAlive(this.#context, this, this.#ordinal, nowUs);
    this.#timer = SessionTimer.begin(this.#context, this.session, this, nowUs);
    if (this.#sends && this.#context.platform.answersMessages && messages.mode !== 'none')
      this.#messages().begin(nowUs);
  }

  /** No more scheduled sends, or none at all; what is outstanding may still be answered. */
  stopSending(): void {
    this.#sends = false;
    this.#exchange?.stop();
  }

  /** The connection is over: every timer is cleared, and what still comes is no longer part of the talk. */
  end(nowUs: number): void {
    this.#phase = 'over';
    this.#keepAlive?.stop();
    this.#timer?.stop();
    this.#flow?.stop(nowUs);
    this.#exchange?.end();
  }

  // FrameSink

  onMessage(data: Uint8Array, start: number, end: number, isText: boolean): void {
    if (this.#phase === 'over') return;
    const { counters } = this.#context.recorder;
    counters.messagesReceived++;
    const meaning = this.session.receive(data, start, end, isText);
    if (meaning.answers.length > 0 && !this.sendAtOnce(meaning.answers)) {
      counters[meaning.kind === 'invalid' ? 'messagesInvalid' : 'messagesValid']++;
      return;
    }
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
      case 'ack':
        return this.#onAck(meaning.reply);
      case 'closing':
        counters.messagesValid++;
        return this.#context.events.add(this.#context.clock.nowUs(), 'closing', this.#ordinal, {});
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

  // SessionTimerUser, KeepAliveUser and FlowUser

  /** What the session says by itself leaves before anything else. */
  sendAtOnce(frames: readonly Frame[]): boolean {
    for (const frame of frames) {
      if (this.#out.add(frame.opcode, frame.bytes)) continue;
      this.#user.onMustClose('write-overflow');
      return false;
    }
    this.#out.flush();
    return true;
  }

  onMustClose(cause: CloseWish): void {
    this.#user.onMustClose(cause);
  }

  sendPing(payload: Uint8Array): void {
    this.#out.add(OPCODE.ping, payload);
    this.#out.flush();
  }

  onPingTimeout(): void {
    this.#user.onMustClose('keep-alive-timeout-ours');
  }

  /** The peer reads again. */
  onWritable(): void {
    this.#exchange?.onWritable();
  }

  acknowledge(seq: number): void {
    const ack = this.session.ack(seq);
    if (ack === null) return;
    if (this.#out.add(ack.opcode, ack.bytes)) this.#context.recorder.counters.acksSent++;
    else this.#user.onMustClose('write-overflow');
  }

  flush(): void {
    this.#out.flush();
  }

  get isReadingPaused(): boolean {
    return this.#deafUntilUs === Number.POSITIVE_INFINITY;
  }

  isDeafAt(nowUs: number): boolean {
    return nowUs < this.#deafUntilUs;
  }

  pauseReading(): void {
    this.#deafUntilUs = Number.POSITIVE_INFINITY;
    this.#user.setReading(false);
  }

  resumeReading(): void {
    this.#deafUntilUs = this.#context.clock.nowUs() + CATCH_UP_US;
    this.#user.setReading(true);
  }

  #onEvent(meaning: Meaning): void {
    const { counters, histograms } = this.#context.recorder;
    counters.messagesValid++;
    if (meaning.stampedAtUs >= 0) {
      const ageUs = this.#context.clock.nowUs() - meaning.stampedAtUs;
      if (ageUs < -CLOCK_GRAIN_US) counters.pushesAhead++;
      histograms.push.record(ageUs);
    }
    const { flow } = this.#context.plan;
    if (flow.ackWindow === 0 && flow.processingUs === 0) return;
    this.#flow ??= new FlowWindow(this.#context, this);
    this.#flow.add(flow.ackWindow > 0 ? meaning.seq : -1, this.#context.clock.nowUs());
  }

  #onReply(n: number): void {
    if (this.#exchange === null) this.#context.recorder.counters.messagesInvalid++;
    else if (this.#exchange.onReply(n) && this.#phase === 'greeting') this.#becomeReady();
  }

  /** The platform has the message; its answer is waited for as before. -1 names none. */
  #onAck(n: number): void {
    const isOurs = n < 0 || this.#exchange?.hasSent(n) === true;
    this.#context.recorder.counters[isOurs ? 'messagesValid' : 'messagesInvalid']++;
  }

  #readyOrVerify(nowUs: number): void {
    if (this.#phase !== 'greeting') return;
    const { messages } = this.#context.plan;
    // A message that nobody answers verifies nothing, and nothing is waited for.
    const isVerified = messages.verify && this.#context.platform.answersMessages;
    if (!isVerified || !this.#messages().sendOne(nowUs)) this.#becomeReady();
  }

  #messages(): Exchange {
    this.#exchange ??= new Exchange(
      this.#context,
      this,
      this.session,
      this.#out,
      this.#ordinal,
      this.#deflate,
    );
    return this.#exchange;
  }

  #becomeReady(): void {
    this.#phase = 'ready';
    this.#user.onReady();
  }
}

function unreachable(kind: never): never {
  throw new Error(`no such meaning: ${kind}`);
}
