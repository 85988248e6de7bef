// One dial up to its WebSocket, as an explicit state machine:
//   new -> dns -> tcp -> tls -> upgrade -> done
// Every phase is timed and has a deadline of its own, since a stalled handshake raises no event. Law: it ends in one
// failure, or in one connection, which takes over its socket.
import type { FailureKind } from '../../metrics/outcome.ts';
import type { Turner } from '../loop/next-turn.ts';
import { Timer, type TimerOwner } from '../loop/timer-wheel.ts';
import type { EngineContext } from '../shared/context.ts';
import type { Dialing, TransportSocket, TransportUser } from '../transport/transport.ts';
import { connectFailure, dnsFailure, tlsFailure } from './classify.ts';
import { Connection } from './connection.ts';
import { type Dial, type Dialed, type DialOwner, recordFailure } from './occupant.ts';
import { Upgrade, type UpgradeOutcome } from './upgrade.ts';

type State = 'new' | 'dns' | 'tcp' | 'tls' | 'upgrade' | 'done';

const TIMEOUTS: Readonly<Record<Exclude<State, 'new' | 'done'>, FailureKind>> = {
  dns: 'dns-timeout',
  tcp: 'tcp-timeout',
  tls: 'tls-timeout',
  upgrade: 'upgrade-timeout',
};

export class Handshake implements Dialed, TransportUser, TimerOwner, Turner {
  /** It sends no messages, now or after its end. */
  readonly outstanding = 0;
  readonly #context: EngineContext;
  readonly #owner: DialOwner;
  readonly #dial: Dial;
  readonly #deadline = new Timer(this, 0);
  #phaseUs = 0;
  #state: State = 'new';
  #address = '';
  #socket: TransportSocket | null = null;
  /** Its connect, where that is under way and can be called off. */
  #dialing: Dialing | null = null;
  #upgrade: Upgrade | null = null;
  #unsent: Uint8Array | null = null;

  constructor(context: EngineContext, owner: DialOwner, ordinal: number, dueUs: number) {
    this.#context = context;
    this.#owner = owner;
    this.#dial = { ordinal, dueUs, startedUs: context.clock.nowUs() };
  }

  /** What passed since `readyUs` was spent waiting for a cap. */
  start(readyUs: number): void {
    const { dueUs, startedUs } = this.#dial;
    this.#context.recorder.attempted(startedUs - dueUs, readyUs - dueUs);
    const known = this.#context.resolver.known();
    if (known !== undefined) return this.#connect(known);
    this.#enter('dns', startedUs, this.#context.plan.deadlines.dnsUs);
    this.#context.resolver.resolve().then(
      (address) => this.#onResolved(address),
      (error: unknown) => this.#onUnresolved((error as { code?: string }).code ?? 'UNKNOWN'),
    );
  }

  get isLive(): boolean {
    return this.#state !== 'done';
  }

  stopSending(): void {}

  close(): void {}

  cancel(): void {
    if (this.#state !== 'done') this.#fail('cancelled', {});
  }

  terminate(): void {
    this.#end();
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
    if (kind !== 'local-limit') this.#context.resolver.moveOnFrom(this.#address);
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
    if (this.#state !== 'upgrade') return;
    // Bytes before our request are no answer to it; they are judged with it.
    if (this.#upgrade === null) return this.#fail('upgrade-malformed', { code: 'EARLY' });
    const outcome = this.#upgrade.push(chunk);
    if (outcome !== null) this.#onAnswer(outcome, chunk);
  }

  onWritable(): void {
    if (this.#unsent !== null && this.#state === 'upgrade') this.#write(this.#unsent);
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
      default:
        return;
    }
  }

  // TimerOwner

  onTimer(): void {
    if (this.#state === 'new' || this.#state === 'done') return;
    if (this.#state === 'tcp') this.#context.resolver.moveOnFrom(this.#address);
    this.#fail(TIMEOUTS[this.#state], {});
  }

  #onUnresolved(code: string): void {
    if (this.#state === 'dns') this.#fail(dnsFailure(code), { code });
  }

  #onResolved(address: string): void {
    if (this.#state !== 'dns') return;
    this.#endPhase('phaseDns');
    this.#connect(address);
  }

  #connect(address: string): void {
    this.#address = address;
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
    this.#write(request);
  }

  /** What the socket does not take waits for its word, or for that of its end. */
  #write(request: Uint8Array): void {
    const taken = Math.max(0, this.#socket!.write(request));
    this.#unsent = taken < request.length ? request.subarray(taken) : null;
  }

  #onAnswer(outcome: UpgradeOutcome, chunk: Uint8Array): void {
    if (outcome.kind !== 'upgraded') {
      if (outcome.kind === 'auth-refused') this.#context.recorder.counters.tokensRejected++;
      return this.#fail(outcome.kind, outcome.detail, outcome.retryAfterUs);
    }
    const nowUs = this.#endPhase('phaseUpgrade');
    this.#end();
    const connection = new Connection(this.#context, this.#owner, this.#dial, this.#socket!, outcome);
    this.#socket!.data = connection;
    this.#owner.onUpgraded(connection);
    connection.start(nowUs, chunk.subarray(outcome.frameBytesAt));
  }

  #enter(state: State, nowUs: number, deadlineUs: number): void {
    this.#state = state;
    this.#phaseUs = nowUs;
    this.#context.wheel.set(this.#deadline, nowUs + deadlineUs);
  }

  #endPhase(phase: 'phaseDns' | 'phaseTcp' | 'phaseTls' | 'phaseUpgrade'): number {
    const nowUs = this.#context.clock.nowUs();
    this.#context.recorder.histograms[phase].record(nowUs - this.#phaseUs);
    return nowUs;
  }

  #fail(kind: FailureKind, detail: Readonly<Record<string, string | number>>, retryAfterUs = -1): void {
    const phase = this.#state;
    this.terminate();
    recordFailure(this.#context, this.#dial.ordinal, kind, { phase, ...detail });
    this.#owner.onFailed(kind, retryAfterUs);
    this.#owner.onGone(this);
  }

  #end(): void {
    this.#state = 'done';
    this.#context.wheel.clear(this.#deadline);
  }
}
