// A seat: one of the profile's connections, by its ordinal, filled by one connection after another. It dials
// when due, dials again after a loss with back-off, and leaves when the profile steps down.
import type { CloseCause, FailureKind } from '../../metrics/outcome.ts';
import { uniform } from '../../plan/random.ts';
import { Handshake } from '../connection/handshake.ts';
import type { Occupant, OccupantOwner } from '../connection/occupant.ts';
import { Timer, type TimerOwner } from '../loop/timer-wheel.ts';
import type { EngineContext } from '../shared/context.ts';

/** What a seat asks of the load it belongs to. */
export interface SeatHost {
  readonly context: EngineContext;
  /** Its arrival came due: dial it when the caps allow. */
  onDue(seat: Seat, dueUs: number): void;
  /** A handshake of its ended, either way. */
  onHandshakeEnded(): void;
  /** Whether it is dialed again; one that never opened is given up once the limit is found, and none is dialed at the end. */
  redials(seat: Seat): boolean;
  /** False once the load is ending: whoever opens now has nothing more to send. */
  maySend(): boolean;
  onDialed(ordinal: number): void;
  /** A socket of its is gone; each dial ends in one such call. */
  onGone(): void;
}

const BACKOFF_STREAM = 4;

export class Seat implements OccupantOwner, TimerOwner {
  readonly ordinal: number;
  readonly #host: SeatHost;
  /** Only while a dial is due: an open seat needs none. */
  #timer: Timer | null = null;
  #occupant: Occupant | null = null;
  #dials = 0;
  /** Dials in a row that failed, or whose connection did not outlast the back-off before it. */
  #failuresInRow = 0;
  #openedUs = 0;
  #isWanted = true;
  /** It came due, and waits for a cap. */
  #isQueued = false;
  #isOpen = false;
  #hasOpened = false;

  constructor(host: SeatHost, ordinal: number) {
    this.#host = host;
    this.ordinal = ordinal;
  }

  get occupant(): Occupant | null {
    return this.#occupant;
  }

  /** Ever, whatever became of it. */
  get hasOpened(): boolean {
    return this.#hasOpened;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  get isWanted(): boolean {
    return this.#isWanted;
  }

  /** The profile wants it. One that is still taken, because it only just stepped down, is simply kept. */
  arriveAt(dueUs: number): void {
    this.#isWanted = true;
    if (this.#isQueued || this.#occupant?.isLive) return;
    this.#setTimer(dueUs);
  }

  onTimer(timer: Timer): void {
    this.#timer = null;
    this.#host.context.recorder.counters.asked++;
    if (this.#dials > 0) this.#host.context.recorder.counters.redials++;
    this.#isQueued = true;
    this.#host.onDue(this, timer.dueUs);
  }

  /** `readyUs` is when it could be dialed but for the caps. */
  dial(dueUs: number, readyUs: number): void {
    this.#isQueued = false;
    this.#dials++;
    this.#host.onDialed(this.ordinal);
    const handshake = new Handshake(this.#host.context, this, this.ordinal, dueUs);
    this.#occupant = handshake;
    handshake.start(readyUs);
  }

  /** The profile stepped down, or the ramp found the limit: no dial follows. */
  giveUp(): void {
    this.#isWanted = false;
    this.cancelRedial();
  }

  /** It waited for a cap, and is not dialed after all. */
  unqueue(): void {
    this.#isQueued = false;
  }

  cancelRedial(): void {
    this.#host.context.wheel.clear(this.#timer);
    this.#timer = null;
  }

  leave(): void {
    this.giveUp();
    this.#occupant?.close('ours');
  }

  onUpgraded(connection: Occupant): void {
    this.#occupant = connection;
  }

  onOpened(connection: Occupant): void {
    this.#isOpen = true;
    this.#hasOpened = true;
    this.#openedUs = this.#host.context.clock.nowUs();
    this.#host.onHandshakeEnded();
    if (!this.#isWanted) connection.close('ours');
    else if (!this.#host.maySend()) connection.stopSending();
  }

  onFailed(_kind: FailureKind, retryAfterUs: number): void {
    this.#failuresInRow++;
    this.#host.onHandshakeEnded();
    this.#redial(retryAfterUs);
  }

  onClosed(cause: CloseCause, retryAfterUs: number): void {
    this.#isOpen = false;
    if (cause === 'ours') return;
    // A platform that opens every connection only to close it is backed off from like one that refuses.
    const hasLasted = this.#host.context.clock.nowUs() - this.#openedUs >= this.#backoffUs();
    this.#failuresInRow = hasLasted ? 1 : this.#failuresInRow + 1;
    this.#redial(retryAfterUs);
  }

  onGone(occupant: Occupant): void {
    if (this.#occupant === occupant) this.#occupant = null;
    this.#host.onGone();
  }

  #redial(retryAfterUs: number): void {
    if (!this.#isWanted || !this.#host.redials(this)) return;
    const { clock, plan } = this.#host.context;
    const spread = 0.5 + 0.5 * uniform(plan.seed, BACKOFF_STREAM + this.#dials, this.ordinal);
    // Those that were all told the same time do not come back together.
    this.#setTimer(clock.nowUs() + Math.max(0, retryAfterUs) + Math.round(this.#backoffUs() * spread));
  }

  #backoffUs(): number {
    const [firstUs, maxUs] = this.#host.context.plan.pacing.redialBackoffUs;
    return Math.min(maxUs, firstUs * 2 ** Math.min(this.#failuresInRow - 1, 20));
  }

  #setTimer(dueUs: number): void {
    this.#timer ??= new Timer(this, 0);
    this.#host.context.wheel.set(this.#timer, dueUs);
  }
}
