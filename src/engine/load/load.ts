// Plays one shard of a plan: takes the schedule's entries as their time comes, seats and dials them, holds
// the target by redialing, and ends in three steps: settle what is in flight, freeze the count, drain.
import type { NotAttemptedReason } from '../../metrics/outcome.ts';
import type { Plan } from '../../plan/plan.ts';
import { easeProfile, profileDurationUs, stageStartUs } from '../../plan/profile.ts';
import { type ScheduleEntry, schedule } from '../../plan/schedule.ts';
import { Timer, type TimerOwner } from '../loop/timer-wheel.ts';
import type { EngineContext } from '../shared/context.ts';
import { DialPacer } from './dial-pacer.ts';
import { Seat, type SeatHost } from './seat.ts';

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
  #plan: Plan;
  #entries: Iterator<ScheduleEntry, void>;
  readonly #seats = new Map<number, Seat>();
  readonly #timer = new Timer(this, 0);
  readonly #endTimer = new Timer(this, 1);
  #next: ScheduleEntry | undefined;
  #state: LoadState = 'playing';
  #climbing = true;
  #wanted = 0;
  #stepEndsUs = 0;
  #drainUs: number;
  /** Connections whose socket is not gone yet, those that say goodbye included. */
  #sockets = 0;

  constructor(context: EngineContext, startUs: number, hooks: LoadHooks) {
    this.context = context;
    this.#hooks = hooks;
    this.#startUs = startUs;
    this.#pacer = new DialPacer(context);
    this.#plan = context.plan;
    this.#entries = schedule(this.#plan);
    this.#drainUs = context.plan.deadlines.drainUs;
  }

  /** Connections the profile wants of this shard now. */
  get target(): number {
    return this.#wanted;
  }

  get waiting(): number {
    return this.#pacer.waiting;
  }

  start(): void {
    this.#advance();
    this.context.wheel.set(this.#timer, this.#startUs);
    this.context.wheel.set(this.#endTimer, this.#startUs + profileDurationUs(this.context.plan.profile));
  }

  /** The limit was found: hold what is open, ask for no more. */
  stopClimbing(): void {
    if (!this.#climbing) return;
    this.#climbing = false;
    this.#next = undefined;
    this.#refuseWaiting('limit-found', (seat) => seat.hasOpened);
    for (const seat of this.#seats.values()) {
      if (seat.hasOpened || seat.dialed !== null || !seat.isWanted) continue;
      seat.giveUp();
      this.#wanted--;
    }
  }

  /** The target begins to struggle: climb in smaller steps from the stage after `stage` on. */
  ease(stage: number, increment: number): void {
    if (!this.#climbing || this.#state !== 'playing') return;
    // What the stages up to this one still ask for stays as it was.
    const current: ScheduleEntry[] = [];
    const nextStartUs = stageStartUs(this.#plan.profile, stage + 1);
    for (; this.#next !== undefined && this.#next.atUs < nextStartUs; this.#advance())
      current.push(this.#next);
    this.#plan = { ...this.#plan, profile: easeProfile(this.#plan.profile, stage, increment) };
    this.#entries = concat(current, schedule(this.#plan, stage + 1));
    this.#advance();
    this.context.wheel.set(this.#timer, this.context.clock.nowUs());
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
    this.#refuseWaiting('run-ended', () => false);
    for (const seat of this.#seats.values()) {
      seat.cancelRedial();
      seat.dialed?.stopSending();
    }
    this.#stepEndsUs = this.context.clock.nowUs() + drainUs * SETTLE_SHARE;
    this.context.wheel.set(this.#timer, this.context.clock.nowUs());
  }

  /** Drops every socket at once. */
  abandon(): void {
    this.#state = 'drained';
    for (const seat of this.#seats.values()) seat.dialed?.terminate();
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

  mayRedial(seat: Seat): boolean {
    return this.#state === 'playing' && this.context.plan.pacing.redial && (this.#climbing || seat.hasOpened);
  }

  maySend(): boolean {
    return this.#state === 'playing';
  }

  onDialed(): void {
    this.#sockets++;
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

  #take(entry: ScheduleEntry): void {
    let seat = this.#seats.get(entry.ordinal);
    if (entry.kind === 'departure') {
      if (seat?.isWanted) this.#wanted--;
      seat?.leave();
      return;
    }
    if (seat === undefined) {
      seat = new Seat(this, entry.ordinal);
      this.#seats.set(entry.ordinal, seat);
      this.#wanted++;
    } else if (!seat.isWanted) this.#wanted++;
    seat.arriveAt(this.#startUs + entry.dueUs);
  }

  #advance(): void {
    const next = this.#entries.next();
    this.#next = next.done || !this.#climbing ? undefined : next.value;
  }

  #refuseWaiting(reason: NotAttemptedReason, keeps: (seat: Seat) => boolean): void {
    for (const seat of this.#pacer.refuse(keeps)) {
      this.context.recorder.notAttempted(reason);
      if (seat.isWanted) this.#wanted--;
      seat.unqueue();
      seat.giveUp();
    }
  }

  /** Waits for handshakes and answers in flight, within bounds; then the counts are final. */
  #settle(nowUs: number): void {
    const isQuiet = this.context.recorder.connecting === 0 && this.#outstanding() === 0;
    if (!isQuiet && nowUs < this.#stepEndsUs) {
      this.context.wheel.set(this.#timer, nowUs + POLL_US);
      return;
    }
    for (const dialed of this.#dialed()) dialed.cancel();
    this.#hooks.onSettled();
    this.#state = 'draining';
    this.#stepEndsUs = nowUs + this.#drainUs * (1 - SETTLE_SHARE);
    for (const dialed of this.#dialed()) dialed.close('drain');
    this.context.wheel.set(this.#timer, this.#stepEndsUs);
    if (this.#sockets === 0) this.#finish();
  }

  #drain(_nowUs: number): void {
    for (const dialed of this.#dialed()) dialed.terminate();
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
    for (const dialed of this.#dialed()) sum += dialed.outstanding;
    return sum;
  }

  *#dialed() {
    for (const seat of this.#seats.values()) if (seat.dialed !== null) yield seat.dialed;
  }
}

function* concat<T>(first: Iterable<T>, second: Iterable<T>): Generator<T, void, undefined> {
  yield* first;
  yield* second;
}
