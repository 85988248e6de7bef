// One connection from dial to end, as an explicit state machine:
//   new -> dns -> tcp -> tls -> upgrade -> ready -> open -> closing -> done
// Every phase is timed and has a deadline of its own, since a stalled handshake raises no event. Law: each
// attempt ends in exactly one of opened or failed, and each opened connection in at most one cause.
import type { CloseCause, FailureKind } from '../metrics/outcome.ts';
import { closePayload } from '../wire/close-payload.ts';
import { OPCODE } from '../wire/frame-header.ts';
import { FrameParser } from '../wire/frame-parser.ts';
import type { WireError } from '../wire/wire-error.ts';
import { closeCause, connectFailure, disconnectCause, dnsFailure, tlsFailure } from './classify.ts';
import type { EngineContext } from './context.ts';
import { Conversation, type ConversationUser } from './conversation.ts';
import { shorten } from './event-log.ts';
import type { Turner } from './next-turn.ts';
import { Outbound } from './outbound.ts';
import { Timer, type TimerOwner } from './timer-wheel.ts';
import type { Dialing, TransportSocket, TransportUser } from './transport/transport.ts';
import { Upgrade, type UpgradeOutcome } from './upgrade.ts';

export type ConnectionState =
  | 'new'
  | 'dns'
  | 'tcp'
  | 'tls'
  | 'upgrade'
  | 'ready'
  | 'open'
  | 'closing'
  | 'done';

/** Who dialed it, and hears what became of it. */
export interface ConnectionOwner {
  onOpened(connection: Connection): void;
  /** `retryAfterUs` is -1 where the platform did not say. */
  onFailed(connection: Connection, kind: FailureKind, retryAfterUs: number): void;
  /** The connection no longer counts as open; its socket may still be saying goodbye. */
  onClosed(connection: Connection, cause: CloseCause, retryAfterUs: number): void;
  /** Its socket is gone: nothing follows. */
  onGone(connection: Connection): void;
}

const NO_STATUS = new Uint8Array(0);

export class Connection implements TransportUser, TimerOwner, ConversationUser, Turner {
  readonly ordinal: number;
  readonly #context: EngineContext;
  readonly #owner: ConnectionOwner;
  readonly #dueUs: number;
  #startedUs = 0;
  #phaseUs = 0;
  #state: ConnectionState = 'new';
  #socket: TransportSocket | null = null;
  /** Its connect, where that is under way and can be called off. */
  #dialing: Dialing | null = null;
  #deadline: Timer | null = null;
  #upgrade: Upgrade | null = null;
  #out: Outbound | null = null;
  #parser: FrameParser | null = null;
  #conversation: Conversation | null = null;
  #retryAfterUs = -1;

  constructor(context: EngineContext, owner: ConnectionOwner, ordinal: number, dueUs: number) {
    this.#context = context;
    this.#owner = owner;
    this.ordinal = ordinal;
    this.#dueUs = dueUs;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  get outstanding(): number {
    return this.#conversation?.outstanding ?? 0;
  }

  /** What passed since `readyUs` was spent waiting for a cap. */
  start(readyUs: number): void {
    const nowUs = this.#context.clock.nowUs();
    this.#startedUs = nowUs;
    this.#context.recorder.attempted(nowUs - this.#dueUs, readyUs - this.#dueUs);
    const known = this.#context.resolver.known();
    if (known !== undefined) return this.#dial(known);
    this.#enter('dns', nowUs, this.#context.plan.deadlines.dnsUs);
    this.#context.resolver.resolve().then(
      (address) => this.#onResolved(address),
      (error: unknown) => this.#onUnresolved((error as { code?: string }).code ?? 'UNKNOWN'),
    );
  }

  stopSending(): void {
    this.#conversation?.stopSending();
  }

  /** Ends an open connection from our side with a close frame; counted, but for the drain's. */
  close(cause: CloseCause | 'drain'): void {
    if (this.#state !== 'open') return;
    this.#sayGoodbye(1000, '');
    this.#leaveOpen(cause === 'drain' ? null : cause);
  }

  /** Gives up a handshake that the run's end overtook. */
  cancel(): void {
    if (this.#state !== 'open' && this.#state !== 'closing' && this.#state !== 'done')
      this.#fail('cancelled', {});
  }

  /** Drops the socket, whatever the state; counts nothing. */
  terminate(): void {
    this.#context.wheel.clear(this.#deadline);
    this.#conversation?.end(this.#context.clock.nowUs());
    this.#state = 'done';
    (this.#socket ?? this.#dialing)?.terminate();
  }

  // TransportUser

  onConnected(socket: TransportSocket): void {
    this.#socket = socket;
    this.#dialing = null;
    // Not every connect can be called off: one that came after its deadline is dropped here.
    if (this.#state !== 'tcp') {
      socket.terminate();
      return;
    }
    const nowUs = this.#endPhase('phaseTcp');
    if (this.#context.plan.target.secure) this.#enter('tls', nowUs, this.#context.plan.deadlines.tlsUs);
    else this.#beginUpgrade(nowUs);
  }

  onConnectFailed(code: string): void {
    if (this.#state !== 'tcp') return;
    const kind = connectFailure(code);
    if (kind !== 'local-limit') this.#context.resolver.moveOn();
    this.#fail(kind, { code });
  }

  onSecured(code: string | null, authorized: boolean): void {
    if (this.#state !== 'tls') return;
    if (!authorized && (code === null || this.#context.plan.target.tls.verify)) {
      return this.#fail(tlsFailure(code ?? 'EPROTO'), { code: code ?? 'EPROTO' });
    }
    this.#beginUpgrade(this.#endPhase('phaseTls'));
  }

  onBytes(chunk: Uint8Array): void {
    this.#context.recorder.counters.bytesReceived += chunk.length;
    if (this.#parser !== null) return this.#onFrames(chunk);
    if (this.#state !== 'upgrade') return;
    // Bytes before our request are no answer to it; they are judged with it.
    if (this.#upgrade === null) return this.#fail('upgrade-malformed', { code: 'EARLY' });
    const outcome = this.#upgrade.push(chunk);
    if (outcome !== null) this.#onUpgrade(outcome, chunk);
  }

  onWritable(): void {
    this.#out?.drain();
  }

  onDisconnected(code: string | null): void {
    switch (this.#state) {
      case 'tcp':
        return this.#fail(code === null ? 'tcp-reset' : connectFailure(code), { code: code ?? 'FIN' });
      case 'tls':
        return this.#fail(code === null || code === 'ECONNRESET' ? 'tls-closed' : tlsFailure(code), {
          code: code ?? 'FIN',
        });
      case 'upgrade':
        // TLS 1.3 refuses a client's certificate, or the lack of one, only after the client's handshake is done.
        if (code === 'EPROTO') return this.#fail('tls-protocol', { code });
        return this.#fail(code === null ? 'upgrade-closed' : 'upgrade-reset', { code: code ?? 'FIN' });
      case 'ready':
        return this.#fail('ready-closed', { code: code ?? 'FIN' });
      case 'open':
        this.#leaveOpen(disconnectCause(code), { code: code ?? 'FIN' });
        return this.#gone();
      case 'closing':
        return this.#gone();
      default:
        return;
    }
  }

  // ConversationUser

  onReady(): void {
    const nowUs = this.#context.clock.nowUs();
    if (this.#conversation!.session.awaitsReady || this.#context.plan.messages.verify)
      this.#endPhase('phaseReady');
    this.#context.wheel.clear(this.#deadline);
    // Of a million open connections each would carry it for nothing; closing makes a new one.
    this.#deadline = null;
    this.#state = 'open';
    this.#context.recorder.opened(nowUs - this.#dueUs, nowUs - this.#startedUs);
    this.#owner.onOpened(this);
    if (this.#state === 'open') this.#conversation!.begin(nowUs);
  }

  onRefused(kind: 'auth-refused' | 'auth-expired' | 'throttled', retryAfterUs: number): void {
    this.#retryAfterUs = retryAfterUs;
    if (kind !== 'throttled') this.#context.recorder.counters.tokensRejected++;
    this.#event(kind === 'throttled' ? 'throttle' : 'token', { what: kind, retryAfterUs });
    if (this.#state === 'ready')
      this.#fail(kind === 'throttled' ? 'throttled' : 'auth-refused', { frame: kind });
  }

  onPeerClose(code: number, reason: string): void {
    const cause = this.#conversation!.session.readClose(code, reason) ?? closeCause(code);
    if (this.#state === 'ready') {
      const isAuth = cause === 'token-expired' || cause === 'auth-refused';
      return this.#fail(isAuth ? 'auth-refused' : cause === 'throttled' ? 'throttled' : 'ready-closed', {
        code,
        reason: shorten(reason),
      });
    }
    if (this.#state === 'closing') {
      this.#socket?.end();
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
    if (on) this.#socket?.resume();
    else this.#socket?.pause();
  }

  // TimerOwner

  onTimer(): void {
    switch (this.#state) {
      case 'dns':
        return this.#fail('dns-timeout', {});
      case 'tcp':
        return this.#fail('tcp-timeout', {});
      case 'tls':
        return this.#fail('tls-timeout', {});
      case 'upgrade':
        return this.#fail('upgrade-timeout', {});
      case 'ready':
        return this.#fail('ready-timeout', {});
      case 'closing':
        this.#gone();
        this.#socket?.terminate();
        return;
      default:
        return;
    }
  }

  #onUnresolved(code: string): void {
    if (this.#state === 'dns') this.#fail(dnsFailure(code), { code });
  }

  #onResolved(address: string): void {
    if (this.#state !== 'dns') return;
    this.#endPhase('phaseDns');
    this.#dial(address);
  }

  #dial(address: string): void {
    this.#enter('tcp', this.#context.clock.nowUs(), this.#context.plan.deadlines.tcpUs);
    const dialing = this.#context.transport.dial(address, this);
    if (this.#state === 'tcp') this.#dialing = dialing;
  }

  /** The request leaves in the loop's next turn: first all connects that have come are stamped. */
  #beginUpgrade(nowUs: number): void {
    this.#enter('upgrade', nowUs, this.#context.plan.deadlines.upgradeUs);
    this.#context.nextTurn.add(this);
  }

  onNextTurn(): void {
    if (this.#state !== 'upgrade') return;
    this.#phaseUs = this.#context.clock.nowUs();
    this.#upgrade = new Upgrade(this.#context);
    const request = this.#upgrade.request;
    this.#context.recorder.counters.bytesSent += request.length;
    const taken = this.#socket!.write(request);
    // A request is a few hundred bytes into an empty socket buffer: one that takes less is broken.
    if (taken !== request.length && this.#state === 'upgrade')
      this.#fail('upgrade-closed', { code: 'WRITE' });
  }

  #onUpgrade(outcome: UpgradeOutcome, chunk: Uint8Array): void {
    if (outcome.kind !== 'upgraded') {
      this.#retryAfterUs = outcome.retryAfterUs;
      if (outcome.kind === 'auth-refused') this.#context.recorder.counters.tokensRejected++;
      return this.#fail(outcome.kind, outcome.detail);
    }
    this.#upgrade = null;
    const nowUs = this.#endPhase('phaseUpgrade');
    this.#out = new Outbound(this.#context, this.#socket!);
    this.#parser = new FrameParser(this.#context.limits, outcome.inbound);
    this.#conversation = new Conversation(this.#context, this, this.#out, this.ordinal, outcome.compress);
    this.#enter('ready', nowUs, this.#context.plan.deadlines.readyUs);
    this.#conversation.greet(nowUs);
    if (outcome.frameBytesAt < chunk.length) this.#onFrames(chunk.subarray(outcome.frameBytesAt));
  }

  #onFrames(chunk: Uint8Array): void {
    if (this.#state === 'done') return;
    const error = this.#parser!.push(chunk, this.#conversation!);
    if (error !== null) this.#onWireError(error);
    this.#out!.flush();
  }

  #onWireError(error: WireError): void {
    if (this.#state === 'ready') return this.#fail('ready-protocol', { code: error.code });
    if (this.#state !== 'open') return;
    this.#sayGoodbye(error.closeCode, error.text);
    this.#leaveOpen(error.closeCode === 1009 ? 'too-big' : 'protocol-error', { code: error.code });
    this.#terminateSoon();
  }

  #enter(state: ConnectionState, nowUs: number, deadlineUs: number): void {
    this.#state = state;
    this.#phaseUs = nowUs;
    this.#deadline ??= new Timer(this, 0);
    this.#context.wheel.set(this.#deadline, nowUs + deadlineUs);
  }

  #endPhase(phase: 'phaseDns' | 'phaseTcp' | 'phaseTls' | 'phaseUpgrade' | 'phaseReady'): number {
    const nowUs = this.#context.clock.nowUs();
    this.#context.recorder.histograms[phase].record(nowUs - this.#phaseUs);
    return nowUs;
  }

  #fail(kind: FailureKind, detail: Readonly<Record<string, string | number>>): void {
    const phase = this.#state;
    this.#state = 'done';
    this.#context.wheel.clear(this.#deadline);
    this.#parser?.stop();
    this.#conversation?.end(this.#context.clock.nowUs());
    this.#context.recorder.failed(kind);
    if (kind !== 'cancelled') this.#event('failure', { kind, phase, ...detail });
    (this.#socket ?? this.#dialing)?.terminate();
    this.#owner.onFailed(this, kind, this.#retryAfterUs);
    this.#owner.onGone(this);
  }

  /** From open to closing: the end is counted here, once; `null` is the drain, which counts nowhere. */
  #leaveOpen(cause: CloseCause | null, detail: Readonly<Record<string, string | number>> = {}): void {
    const nowUs = this.#context.clock.nowUs();
    this.#enter('closing', nowUs, this.#context.plan.deadlines.closeUs);
    this.#conversation!.end(nowUs);
    // Whoever does not read does not hear the other side's goodbye.
    if (this.#conversation!.isReadingPaused) this.#socket?.resume();
    if (cause === null) return;
    this.#context.recorder.closed(cause);
    this.#event('close', { cause, ...detail });
    this.#owner.onClosed(this, cause, this.#retryAfterUs);
  }

  #sayGoodbye(code: number, reason: string): void {
    this.#out!.add(OPCODE.close, closePayload(code, reason) ?? NO_STATUS);
    this.#out!.flush();
  }

  /** For a peer that cannot be trusted to end it. The goodbye leaves first, if the kernel takes it. */
  #terminateSoon(): void {
    this.#parser?.stop();
    this.#socket?.end();
  }

  #gone(): void {
    if (this.#state === 'done') return;
    this.#context.wheel.clear(this.#deadline);
    this.#state = 'done';
    this.#owner.onGone(this);
  }

  #event(
    kind: 'failure' | 'close' | 'throttle' | 'token' | 'back-pressure',
    detail: Record<string, string | number | boolean>,
  ): void {
    this.#context.events.add(this.#context.clock.nowUs(), kind, this.ordinal, detail);
  }
}
