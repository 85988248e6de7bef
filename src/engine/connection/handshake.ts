// One dial up to its WebSocket, as an explicit state machine:
//   new -> prepare (where the platform wants that) -> stream -> opening -> done
// It asks for a stream, speaks the opening on it, and hands it over. Each step has a deadline, since one that stalls raises no
// event. Knows no socket's phases and no HTTP. Law: it ends in one failure, or in one connection, which has its stream; what
// the preparation took is in its own phase, and in no latency.
import type { FailureKind } from '../../metrics/outcome.ts';
import type { Turner } from '../loop/next-turn.ts';
import { Timer, type TimerOwner } from '../loop/timer-wheel.ts';
import type { EngineContext } from '../shared/context.ts';
import type { Destination } from '../shared/destination.ts';
import type { TransportSocket } from '../transport/transport.ts';
import { Connection } from './connection.ts';
import { type Dial, type Occupant, type OccupantOwner, recordFailure } from './occupant.ts';
import type { Agreed, Opening, OpeningFailure, OpeningOwner } from './opening.ts';
import { createOpening } from './openings.ts';
import { Preparer, type PreparerOwner } from './preparer.ts';
import { SocketDial } from './socket-dial.ts';
import type { Detail, StreamOwner, StreamRequest } from './stream.ts';

type State = 'new' | 'prepare' | 'stream' | 'opening' | 'done';

export class Handshake implements Occupant, PreparerOwner, StreamOwner, OpeningOwner, TimerOwner, Turner {
  /** It sends no messages, now or after its end. */
  readonly outstanding = 0;
  readonly #context: EngineContext;
  readonly #owner: OccupantOwner;
  #dial: Dial;
  /** It waits for one thing at a time, and lends this to whom it waits for. */
  readonly #deadline = new Timer(this, 0);
  #state: State = 'new';
  #openingUs = 0;
  /** What it waits for before it has a stream. */
  #pending: Preparer | StreamRequest | null = null;
  #stream: TransportSocket | null = null;
  #opening: Opening | null = null;

  constructor(context: EngineContext, owner: OccupantOwner, ordinal: number, dueUs: number) {
    const { token, destination } = context.credentials.of(ordinal);
    this.#context = context;
    this.#owner = owner;
    this.#dial = { ordinal, dueUs, startedUs: context.clock.nowUs(), token, destination };
  }

  /** What passed since `readyUs` was spent waiting for a cap. */
  start(readyUs: number): void {
    const { dueUs, startedUs } = this.#dial;
    this.#context.recorder.attempted(startedUs - dueUs, readyUs - dueUs);
    if (this.#context.platform.prepare === undefined) this.#askForStream(startedUs);
    else this.#prepare(startedUs);
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
    this.#pending?.cancel();
    this.#stream?.terminate();
  }

  // PreparerOwner

  onPrepared(destination: Destination): void {
    const nowUs = this.#context.clock.nowUs();
    const tookUs = nowUs - this.#dial.startedUs;
    this.#context.recorder.histograms.phasePrepare.record(tookUs);
    // The dial begins only now: it was due, and started, by as much later.
    const dueUs = this.#dial.dueUs + tookUs;
    this.#dial = { ...this.#dial, dueUs, startedUs: nowUs, destination };
    this.#askForStream(nowUs);
  }

  onUnprepared(kind: FailureKind, detail: Detail, retryAfterUs: number): void {
    this.#refused(kind, detail, retryAfterUs);
  }

  // StreamOwner

  onStream(stream: TransportSocket, nowUs: number): void {
    this.#pending = null;
    this.#stream = stream;
    this.#opening = createOpening(this.#context, this, this.#dial.destination, stream);
    stream.data = this.#opening;
    this.#enter('opening', nowUs, this.#context.plan.deadlines.upgradeUs);
    // It is asked for in the loop's next turn: first all streams that have come are stamped.
    this.#context.nextTurn.add(this);
  }

  onNoStream(kind: FailureKind, detail: Detail): void {
    this.#fail(kind, detail);
  }

  // OpeningOwner

  onAnswered(opened: Agreed, rest: Uint8Array): void {
    if (this.#state !== 'opening') return;
    const nowUs = this.#context.clock.nowUs();
    this.#context.recorder.histograms.phaseUpgrade.record(nowUs - this.#openingUs);
    this.#end();
    const connection = new Connection(this.#context, this.#owner, this.#dial, this.#stream!, opened);
    this.#stream!.data = connection;
    this.#owner.onUpgraded(connection);
    connection.start(nowUs, rest);
  }

  onRefused({ kind, retryAfterUs, detail }: OpeningFailure): void {
    // A stream that is dropped after its deadline may tell its opening so.
    if (this.#state !== 'opening') return;
    this.#refused(kind, { phase: 'upgrade', ...detail }, retryAfterUs);
  }

  // Turner

  onNextTurn(): void {
    if (this.#state !== 'opening') return;
    this.#openingUs = this.#context.clock.nowUs();
    this.#opening!.begin();
  }

  // TimerOwner

  onTimer(): void {
    if (this.#state === 'opening') this.#fail('upgrade-timeout', { phase: 'upgrade' });
    else this.#pending?.onDeadline();
  }

  #prepare(nowUs: number): void {
    const { platform, plan } = this.#context;
    const { ordinal, token } = this.#dial;
    // It has no deadline of its own yet; the upgrade's is of the same kind, an HTTP answer.
    this.#enter('prepare', nowUs, plan.deadlines.upgradeUs);
    const options = { connection: ordinal, token, tokenPlacement: plan.platform.token };
    const preparer = new Preparer(this.#context, this, platform.prepare!(options));
    this.#pending = preparer;
    preparer.start();
  }

  #askForStream(nowUs: number): void {
    this.#state = 'stream';
    const request = new SocketDial(this.#context, this, this.#dial.destination, this.#deadline);
    this.#pending = request;
    request.start(nowUs);
  }

  #enter(state: State, nowUs: number, deadlineUs: number): void {
    this.#state = state;
    this.#context.wheel.set(this.#deadline, nowUs + deadlineUs);
  }

  #refused(kind: FailureKind, detail: Detail, retryAfterUs: number): void {
    if (kind === 'auth-refused') this.#context.recorder.counters.tokensRejected++;
    this.#fail(kind, detail, retryAfterUs);
  }

  #fail(kind: FailureKind, detail: Detail, retryAfterUs = -1): void {
    this.terminate();
    recordFailure(this.#context, this.#dial.ordinal, kind, detail);
    this.#owner.onFailed(kind, retryAfterUs);
    this.#owner.onGone(this);
  }

  #end(): void {
    this.#state = 'done';
    this.#context.wheel.clear(this.#deadline);
  }
}
