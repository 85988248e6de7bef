// Plays one shard of a plan: takes the schedule's entries as their time comes, seats and dials them, holds
// the target by redialing, and ends in three steps: settle what is in flight, freeze the count, drain.
import type { NotAttemptedReason } from '../../metrics/outcome.ts';
import { profileDurationUs } from '../../plan/profile.ts';
import { chapterEntries, levelAtOnce, type ScheduleEntry, schedule } from '../../plan/schedule.ts';
import type { ReplanMessage } from '../channel.ts';
import { Timer, type TimerOwner } from '../loop/timer-wheel.ts';
import type { EngineContext } from '../shared/context.ts';
import { DialPacer } from './dial-pacer.ts';
import type { Seat, SeatHost } from './seat.ts';
import { Seats } from './seats.ts';

export interface LoadHooks {
  /** The counts are final: what was alive is `openAtEnd`. The drain follows. */
  onSettled(): void;
  /** Every socket is closed, or was dropped at the drain's deadline. */
  onDrained(): void;
}

const POLL_US = 20_000;
/** Of the drain's time, what may be spent waiting for handshakes and answers in flight. */
const SETTLE_SHARE = 0.4;

type LoadState = 'playing' | 'settling' | 'draining' | 'drained';

export class Load implements SeatHost, TimerOwner {
  readonly context: EngineContext;
  readonly #hooks: LoadHooks;
  readonly #startUs: number;
  readonly #pacer: DialPacer;
  readonly #seats: Seats;
  readonly #timer = new Timer(this, 0);
  readonly #endTimer = new Timer(this, 1);
  #entries: Iterator<ScheduleEntry, void>;
  #next: ScheduleEntry | undefined;
  #state: LoadState = 'playing';
  #stepEndsUs = 0;
  #drainUs: number;
  /** Connections whose socket is not gone yet, those that say goodbye included. */
  #sockets = 0;
  #hasDialed = false;
  /** What is open is held, what is in its handshake may still open, and nothing else is dialed. */
  #isAtLimit = false;

  constructor(context: EngineContext, startUs: number, hooks: LoadHooks) {
    this.context = context;
    this.#hooks = hooks;
    this.#startUs = startUs;
    this.#pacer = new DialPacer(context);
    this.#seats = new Seats(this, context.plan.shard);
    this.#entries = schedule(context.plan);
    this.#drainUs = context.plan.deadlines.drainUs;
  }

  /** Connections the profile wants of this shard now. */
  get target(): number {
    return this.#seats.wanted;
  }

  get waiting(): number {
    return this.#pacer.waiting;
  }

  start(): void {
    this.#advance();
    this.context.wheel.set(this.#timer, this.#startUs);
    this.context.wheel.set(this.#endTimer, this.#startUs + profileDurationUs(this.context.plan.profile));
  }

  /** Other stages follow from some moment on; where that has come already, their first level holds at once. */
  replan({ fromUs, stages, fromLevel, hold, because }: ReplanMessage): void {
    if (this.#state !== 'playing') return;
    const from = hold === null ? fromLevel : levelAtOnce(stages, fromLevel);
    const chapter = { startUs: fromUs, from, stages };
    const due = hold === null ? this.#entriesBefore(fromUs) : [];
    this.#entries = concat(due, chapterEntries(this.context.plan, chapter));
    this.#advance();
    this.#isAtLimit = because === 'limit';
    if (this.#isAtLimit) this.#shed();
    else if (hold !== null) this.#hold(hold);
    const { wheel, clock } = this.context;
    wheel.set(this.#endTimer, this.#startUs + fromUs + profileDurationUs({ stages }));
    wheel.set(this.#timer, clock.nowUs());
  }

  /**
   * Ends the load now; also called by the profile's own end, which leaves the drain the plan's time. Where it is
   * ending already, less time shortens the rest.
   */
  end(drainUs = this.#drainUs): void {
    if (this.#state !== 'playing') return this.#hurry(drainUs);
    this.#state = 'settling';
    this.#drainUs = drainUs;
    this.context.wheel.clear(this.#endTimer);
    for (const seat of this.#pacer.refuse(() => false)) this.#drop(seat, 'run-ended');
    for (const seat of this.#seats.all()) {
      seat.cancelRedial();
      seat.occupant?.stopSending();
    }
    this.#stepEndsUs = this.context.clock.nowUs() + drainUs * SETTLE_SHARE;
    this.context.wheel.set(this.#timer, this.context.clock.nowUs());
  }

  /** Drops every socket at once. */
  abandon(): void {
    this.#state = 'drained';
    for (const seat of this.#seats.all()) seat.occupant?.terminate();
  }

  onTimer(timer: Timer, nowUs: number): void {
    if (timer === this.#endTimer) return this.end();
    switch (this.#state) {
      case 'playing':
        return this.#play(nowUs);
      case 'settling':
        return this.#settle(nowUs);
      case 'draining':
        return this.#drain(nowUs);
      default:
        return;
    }
  }

  onDue(seat: Seat, dueUs: number): void {
    this.#pacer.add(seat, dueUs);
  }

  onHandshakeEnded(): void {
    this.#pacer.handshakeEnded();
  }

  redials(seat: Seat): boolean {
    if (this.#state !== 'playing' || !this.context.plan.pacing.redial) return false;
    if (!this.#isAtLimit || seat.hasOpened) return true;
    this.#seats.vacate(seat);
    seat.giveUp();
    return false;
  }

  maySend(): boolean {
    return this.#state === 'playing';
  }

  onDialed(ordinal: number): void {
    this.#sockets++;
    if (this.#hasDialed) return;
    this.#hasDialed = true;
    this.context.events.add(this.context.clock.nowUs(), 'worker', ordinal, { state: 'first-dial' });
  }

  onGone(): void {
    this.#sockets--;
    if (this.#state === 'draining' && this.#sockets === 0) this.#finish();
  }

  #play(nowUs: number): void {
    while (this.#next !== undefined && this.#startUs + this.#next.atUs <= nowUs) {
      this.#take(this.#next);
      this.#advance();
    }
    if (this.#next !== undefined) this.context.wheel.set(this.#timer, this.#startUs + this.#next.atUs);
  }

  #take({ kind, ordinal, dueUs }: ScheduleEntry): void {
    if (kind === 'arrival') this.#seats.arrive(ordinal).arriveAt(this.#startUs + dueUs);
    else this.#seats.depart(ordinal)?.leave();
  }

  #advance(): void {
    this.#next = this.#entries.next().value ?? undefined;
  }

  /** What the stages so far still ask for before `fromUs`. */
  #entriesBefore(fromUs: number): ScheduleEntry[] {
    const kept: ScheduleEntry[] = [];
    for (; this.#next !== undefined && this.#next.atUs < fromUs; this.#advance()) kept.push(this.#next);
    return kept;
  }

  /** The target bears no more: whoever has not opened and is not in its handshake is wanted no longer. Closes nothing. */
  #shed(): void {
    for (const seat of this.#pacer.refuse((one) => one.hasOpened)) this.#drop(seat, 'limit-found');
    for (const seat of this.#seats.all()) {
      if (!seat.isWanted || seat.hasOpened || seat.occupant !== null) continue;
      this.#seats.vacate(seat);
      seat.giveUp();
    }
  }

  /** Wants so many from now on: those leave first that are not open. */
  #hold(level: number): void {
    const leaving = new Set(this.#seats.surplus(level));
    for (const seat of this.#pacer.refuse((one) => !leaving.has(one))) this.#drop(seat, 'stepped-down');
    for (const seat of leaving) {
      this.#seats.vacate(seat);
      seat.leave();
    }
    const nowUs = this.context.clock.nowUs();
    while (this.#seats.wanted < level) this.#seats.more().arriveAt(nowUs);
  }

  /** It came due, waited for a cap, and is not dialed after all. */
  #drop(seat: Seat, reason: NotAttemptedReason): void {
    this.context.recorder.notAttempted(reason);
    this.#seats.vacate(seat);
    seat.unqueue();
    seat.giveUp();
  }

  /** Waits for handshakes and answers in flight, within bounds; then the counts are final. */
  #settle(nowUs: number): void {
    const isQuiet = this.context.recorder.connecting === 0 && this.#outstanding() === 0;
    if (!isQuiet && nowUs < this.#stepEndsUs) {
      this.context.wheel.set(this.#timer, nowUs + POLL_US);
      return;
    }
    for (const occupant of this.#occupants()) occupant.cancel();
    this.#hooks.onSettled();
    this.#state = 'draining';
    this.#stepEndsUs = nowUs + this.#drainUs * (1 - SETTLE_SHARE);
    for (const occupant of this.#occupants()) occupant.close('drain');
    this.context.wheel.set(this.#timer, this.#stepEndsUs);
    if (this.#sockets === 0) this.#finish();
  }

  #drain(_nowUs: number): void {
    for (const occupant of this.#occupants()) occupant.terminate();
    this.#finish();
  }

  #finish(): void {
    if (this.#state === 'drained') return;
    this.#state = 'drained';
    this.context.wheel.clear(this.#timer);
    this.#hooks.onDrained();
  }

  #hurry(drainUs: number): void {
    if (this.#state === 'drained') return;
    const share = this.#state === 'settling' ? SETTLE_SHARE : 1 - SETTLE_SHARE;
    this.#drainUs = Math.min(this.#drainUs, drainUs);
    this.#stepEndsUs = Math.min(this.#stepEndsUs, this.context.clock.nowUs() + this.#drainUs * share);
    if (this.#state === 'draining') this.context.wheel.set(this.#timer, this.#stepEndsUs);
  }

  #outstanding(): number {
    let sum = 0;
    for (const occupant of this.#occupants()) sum += occupant.outstanding;
    return sum;
  }

  *#occupants() {
    for (const seat of this.#seats.all()) if (seat.occupant !== null) yield seat.occupant;
  }
}

function* concat<T>(first: Iterable<T>, second: Iterable<T>): Generator<T, void, undefined> {
  yield* first;
  yield* second;
}
