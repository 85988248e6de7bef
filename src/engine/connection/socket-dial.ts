// A socket of one's own, as an explicit state machine:
//   new -> dns -> tcp -> tls -> done
// Every phase is timed and has a deadline, since a connect that stalls raises no event. Knows no HTTP and no WebSocket.
// Law: it ends in one socket, which its owner takes over, or in one failure.
import type { FailureKind } from '../../metrics/outcome.ts';
import type { Timer } from '../loop/timer-wheel.ts';
import type { EngineContext } from '../shared/context.ts';
import type { Destination } from '../shared/destination.ts';
import type { Connecting, SocketUser, TransportSocket } from '../transport/transport.ts';
import { connectFailure, dnsFailure, tlsFailure } from './classify.ts';
import type { Detail, StreamOwner, StreamRequest } from './stream.ts';

type State = 'new' | 'dns' | 'tcp' | 'tls' | 'done';

const TIMEOUTS: Readonly<Record<Exclude<State, 'new' | 'done'>, FailureKind>> = {
  dns: 'dns-timeout',
  tcp: 'tcp-timeout',
  tls: 'tls-timeout',
};

export class SocketDial implements StreamRequest, SocketUser {
  readonly #context: EngineContext;
  readonly #owner: StreamOwner;
  readonly #destination: Destination;
  readonly #deadline: Timer;
  #phaseUs = 0;
  #state: State = 'new';
  #address = '';
  /** What is to be dropped where it ends early: the connect, where that can be called off, then the socket. */
  #held: Connecting | TransportSocket | null = null;

  /** `deadline` is its owner's, and lent to it until it ends: it tells `onDeadline` when it has passed. */
  constructor(context: EngineContext, owner: StreamOwner, destination: Destination, deadline: Timer) {
    this.#context = context;
    this.#owner = owner;
    this.#destination = destination;
    this.#deadline = deadline;
  }

  start(nowUs: number): void {
    const { resolver, plan } = this.#context;
    const known = resolver.known(this.#destination.host);
    if (known !== undefined) return this.#connect(known);
    this.#enter('dns', nowUs, plan.deadlines.dnsUs);
    resolver.resolve(this.#destination.host).then(
      (address) => this.#onResolved(address),
      (error: unknown) => this.#onUnresolved((error as { code?: string }).code ?? 'UNKNOWN'),
    );
  }

  onDeadline(): void {
    if (this.#state === 'new' || this.#state === 'done') return;
    if (this.#state === 'tcp') this.#moveOn();
    this.#fail(TIMEOUTS[this.#state], {});
  }

  cancel(): void {
    this.#state = 'done';
    this.#held?.terminate();
    this.#held = null;
  }

  // DialUser

  onConnected(socket: TransportSocket): void {
    // Not every connect can be called off: one that came after its deadline is dropped here.
    if (this.#state !== 'tcp') {
      socket.terminate();
      return;
    }
    this.#held = socket;
    const nowUs = this.#endPhase('phaseTcp');
    if (this.#destination.secure) this.#enter('tls', nowUs, this.#context.plan.deadlines.tlsUs);
    else this.#done(socket, nowUs);
  }

  onConnectFailed(code: string): void {
    if (this.#state !== 'tcp') return;
    const kind = connectFailure(code);
    if (kind !== 'local-limit') this.#moveOn();
    this.#fail(kind, { code });
  }

  onSecured(code: string | null, authorized: boolean): void {
    if (this.#state !== 'tls') return;
    if (!authorized && (code === null || this.#context.plan.target.tls.verify)) {
      return this.#fail(tlsFailure(code ?? 'EPROTO'), { code: code ?? 'EPROTO' });
    }
    this.#done(this.#held as TransportSocket, this.#endPhase('phaseTls'));
  }

  // StreamUser, until the owner takes the socket over

  onBytes(chunk: Uint8Array): void {
    this.#context.recorder.counters.bytesReceived += chunk.length;
  }

  onWritable(): void {}

  onDisconnected(code: string | null): void {
    const detail = { code: code ?? 'FIN' };
    if (this.#state === 'tcp') return this.#fail(code === null ? 'tcp-reset' : connectFailure(code), detail);
    if (this.#state !== 'tls') return;
    this.#fail(code === null || code === 'ECONNRESET' ? 'tls-closed' : tlsFailure(code), detail);
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
    const connecting = this.#context.transport.dial(address, this.#destination, this);
    if (this.#state === 'tcp') this.#held = connecting;
  }

  #moveOn(): void {
    this.#context.resolver.moveOnFrom(this.#destination.host, this.#address);
  }

  #enter(state: State, nowUs: number, deadlineUs: number): void {
    this.#state = state;
    this.#phaseUs = nowUs;
    this.#context.wheel.set(this.#deadline, nowUs + deadlineUs);
  }

  #endPhase(phase: 'phaseDns' | 'phaseTcp' | 'phaseTls'): number {
    const nowUs = this.#context.clock.nowUs();
    this.#context.recorder.histograms[phase].record(nowUs - this.#phaseUs);
    return nowUs;
  }

  #done(socket: TransportSocket, nowUs: number): void {
    this.#state = 'done';
    this.#held = null;
    this.#owner.onStream(socket, nowUs);
  }

  #fail(kind: FailureKind, detail: Detail): void {
    const phase = this.#state;
    this.cancel();
    this.#owner.onNoStream(kind, { phase, ...detail });
  }
}
