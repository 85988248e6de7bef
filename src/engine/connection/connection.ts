// One connection from its WebSocket to its end, as an explicit state machine:
//   ready -> open -> closing -> done
// It is ready once the platform says so, where that is its way; until then it still may fail, like the handshake it came
// from, and waiting for that and for the other side's goodbye have deadlines of their own.
import type { CloseCause, FailureKind } from '../../metrics/outcome.ts';
import { closePayload } from '../../wire/close-payload.ts';
import { OPCODE } from '../../wire/frame-header.ts';
import { FrameParser } from '../../wire/frame-parser.ts';
import type { WireError } from '../../wire/wire-error.ts';
import { Timer, type TimerOwner } from '../loop/timer-wheel.ts';
import type { EngineContext } from '../shared/context.ts';
import { shorten } from '../shared/event-log.ts';
import { Conversation, type ConversationUser } from '../talk/conversation.ts';
import { Outbound } from '../talk/outbound.ts';
import type { StreamUser, TransportSocket } from '../transport/transport.ts';
import { closeCause, disconnectCause } from './classify.ts';
import { type Dial, type Occupant, type OccupantOwner, recordFailure } from './occupant.ts';
import type { Agreed } from './opening.ts';
import type { Detail } from './stream.ts';

type State = 'ready' | 'open' | 'closing' | 'done';

const NO_STATUS = new Uint8Array(0);

export class Connection implements Occupant, StreamUser, TimerOwner, ConversationUser {
  readonly #context: EngineContext;
  readonly #owner: OccupantOwner;
  readonly #ordinal: number;
  /** null once it is open: a million idle connections have no use for what they were dialed with. */
  #dial: Dial | null;
  readonly #socket: TransportSocket;
  readonly #out: Outbound;
  readonly #parser: FrameParser;
  readonly #conversation: Conversation;
  #state: State = 'ready';
  #phaseUs = 0;
  #deadline: Timer | null = null;
  /** Before which the platform wants no dial. */
  #retryAtUs = Number.NEGATIVE_INFINITY;

  constructor(
    context: EngineContext,
    owner: OccupantOwner,
    dial: Dial,
    socket: TransportSocket,
    { inbound, compress }: Agreed,
  ) {
    this.#context = context;
    this.#owner = owner;
    this.#ordinal = dial.ordinal;
    this.#dial = dial;
    this.#socket = socket;
    this.#out = new Outbound(context, socket);
    this.#parser = new FrameParser(context.limits, inbound);
    this.#conversation = new Conversation(context, this, this.#out, dial.ordinal, compress);
  }

  get outstanding(): number {
    return this.#conversation.outstanding;
  }

  /** `rest` is what came behind the opening's answer, in one chunk with it. */
  start(nowUs: number, rest: Uint8Array): void {
    this.#phaseUs = nowUs;
    this.#conversation.greet(nowUs);
    // Most are ready by now, and need no deadline for it.
    if (this.#state === 'ready') this.#enter('ready', nowUs, this.#context.plan.deadlines.readyUs);
    if (rest.length > 0) this.#onFrames(rest);
  }

  stopSending(): void {
    this.#conversation.stopSending();
  }

  get isLive(): boolean {
    return this.#state === 'ready' || this.#state === 'open';
  }

  close(cause: CloseCause | 'drain'): void {
    if (this.#state !== 'open') return;
    this.#sayGoodbye(1000, '');
    this.#leaveOpen(cause === 'drain' ? null : cause);
  }

  cancel(): void {
    if (this.#state === 'ready') this.#fail('cancelled', {});
  }

  terminate(): void {
    this.#context.wheel.clear(this.#deadline);
    this.#conversation.end(this.#context.clock.nowUs());
    this.#state = 'done';
    this.#socket.terminate();
  }

  // StreamUser

  onBytes(chunk: Uint8Array): void {
    this.#context.recorder.counters.bytesReceived += chunk.length;
    this.#onFrames(chunk);
  }

  onWritable(): void {
    this.#out.drain();
    if (this.#state === 'open') this.#conversation.onWritable();
  }

  onDisconnected(code: string | null): void {
    const detail = { code: code ?? 'FIN' };
    if (this.#state === 'ready') return this.#fail('ready-closed', detail);
    if (this.#state === 'open') this.#leaveOpen(disconnectCause(code), detail);
    this.#gone();
  }

  // ConversationUser

  onReady(): void {
    const nowUs = this.#context.clock.nowUs();
    if (this.#conversation.session.awaitsReady || this.#context.plan.messages.verify)
      this.#context.recorder.histograms.phaseReady.record(nowUs - this.#phaseUs);
    this.#context.wheel.clear(this.#deadline);
    // Of a million open connections each would carry it for nothing; closing makes a new one.
    this.#deadline = null;
    this.#state = 'open';
    const { dueUs, startedUs } = this.#dial!;
    this.#dial = null;
    this.#context.recorder.opened(nowUs - dueUs, nowUs - startedUs);
    this.#owner.onOpened(this);
    if (this.#state === 'open') this.#conversation.begin(nowUs);
  }

  onRefused(kind: 'auth-refused' | 'auth-expired' | 'throttled', retryAfterUs: number): void {
    if (retryAfterUs >= 0) this.#retryAtUs = this.#context.clock.nowUs() + retryAfterUs;
    if (kind !== 'throttled') this.#context.recorder.counters.tokensRejected++;
    this.#event(kind === 'throttled' ? 'throttle' : 'token', { what: kind, retryAfterUs });
    if (this.#state === 'ready')
      this.#fail(kind === 'throttled' ? 'throttled' : 'auth-refused', { frame: kind });
  }

  onPeerClose(code: number, reason: string): void {
    const cause = this.#conversation.session.readClose(code, reason) ?? closeCause(code);
    if (this.#state === 'ready') {
      const isAuth = cause === 'token-expired' || cause === 'auth-refused';
      return this.#fail(isAuth ? 'auth-refused' : cause === 'throttled' ? 'throttled' : 'ready-closed', {
        code,
        reason: shorten(reason),
      });
    }
    if (this.#state === 'closing') {
      this.#socket.end();
      return;
    }
    if (this.#state !== 'open') return;
    // The reply is the peer's own code, RFC 6455 section 5.5.1; then the server ends the TCP connection.
    this.#sayGoodbye(code, '');
    this.#leaveOpen(cause, { code, reason: shorten(reason) });
  }

  onMustClose(cause: CloseCause): void {
    if (this.#state !== 'open') return;
    this.#sayGoodbye(cause === 'keep-alive-timeout-ours' ? 1001 : 1008, cause);
    this.#leaveOpen(cause);
    if (cause === 'keep-alive-timeout-ours' || cause === 'write-overflow') this.#terminateSoon();
  }

  setReading(on: boolean): void {
    this.#event('back-pressure', { reading: on });
    if (on) this.#socket.resume();
    else this.#socket.pause();
  }

  // TimerOwner

  onTimer(): void {
    if (this.#state === 'ready') return this.#fail('ready-timeout', {});
    if (this.#state !== 'closing') return;
    this.#gone();
    this.#socket.terminate();
  }

  #onFrames(chunk: Uint8Array): void {
    if (this.#state === 'done') return;
    const error = this.#parser.push(chunk, this.#conversation);
    if (error !== null) this.#onWireError(error);
    this.#out.flush();
  }

  #onWireError(error: WireError): void {
    if (this.#state === 'ready') return this.#fail('ready-protocol', { code: error.code });
    if (this.#state !== 'open') return;
    this.#sayGoodbye(error.closeCode, error.text);
    this.#leaveOpen(error.closeCode === 1009 ? 'too-big' : 'protocol-error', { code: error.code });
    this.#terminateSoon();
  }

  #enter(state: State, nowUs: number, deadlineUs: number): void {
    this.#state = state;
    this.#phaseUs = nowUs;
    this.#deadline ??= new Timer(this, 0);
    this.#context.wheel.set(this.#deadline, nowUs + deadlineUs);
  }

  #fail(kind: FailureKind, detail: Detail): void {
    this.#parser.stop();
    this.terminate();
    recordFailure(this.#context, this.#ordinal, kind, { phase: 'ready', ...detail });
    this.#owner.onFailed(kind, this.#retryAfterUs());
    this.#owner.onGone(this);
  }

  /** From open to closing: the end is counted here, once; `null` is the drain, which counts nowhere. */
  #leaveOpen(cause: CloseCause | null, detail: Detail = {}): void {
    const nowUs = this.#context.clock.nowUs();
    this.#enter('closing', nowUs, this.#context.plan.deadlines.closeUs);
    this.#conversation.end(nowUs);
    // Whoever does not read does not hear the other side's goodbye.
    if (this.#conversation.isReadingPaused) this.#socket.resume();
    if (cause === null) return;
    this.#context.recorder.closed(cause);
    this.#event('close', { cause, ...detail });
    this.#owner.onClosed(cause, this.#retryAfterUs());
  }

  /** -1 where the platform said nothing of it, or that time has passed. */
  #retryAfterUs(): number {
    return Math.max(-1, this.#retryAtUs - this.#context.clock.nowUs());
  }

  #sayGoodbye(code: number, reason: string): void {
    this.#out.add(OPCODE.close, closePayload(code, reason) ?? NO_STATUS);
    this.#out.flush();
  }

  /** For a peer that cannot be trusted to end it. The goodbye leaves first, if the kernel takes it. */
  #terminateSoon(): void {
    this.#parser.stop();
    this.#socket.end();
  }

  #gone(): void {
    if (this.#state === 'done') return;
    this.#context.wheel.clear(this.#deadline);
    this.#state = 'done';
    this.#owner.onGone(this);
  }

  #event(
    kind: 'close' | 'throttle' | 'token' | 'back-pressure',
    detail: Record<string, string | number | boolean>,
  ): void {
    this.#context.events.add(this.#context.clock.nowUs(), kind, this.#ordinal, detail);
  }
}
