// What a platform's session does by itself when it is time: heartbeats, watchdogs, refreshes, paced audio. One timer, which
// exists only where the session says that it has something to do. Law: no message sets it; a watchdog that heard something
// meanwhile is found out when it rings, and nobody is closed for what this side did not read.
import type { CloseWish, Frame, Session } from '../../platform/platform.ts';
import { Timer, type TimerOwner } from '../loop/timer-wheel.ts';
import type { EngineContext } from '../shared/context.ts';
import type { Listener } from './listener.ts';

/** How soon a wish to close is looked at again where nobody read. */
const DEAF_US = 100_000;

export interface SessionTimerUser extends Listener {
  /** False where they found no room, and the connection is over. */
  sendAtOnce(frames: readonly Frame[]): boolean;
  onMustClose(cause: CloseWish): void;
}

export class SessionTimer implements TimerOwner {
  readonly #context: EngineContext;
  readonly #session: Session;
  readonly #user: SessionTimerUser;
  readonly #timer = new Timer(this, 0);

  private constructor(context: EngineContext, session: Session, user: SessionTimerUser) {
    this.#context = context;
    this.#session = session;
    this.#user = user;
  }

  /** null where the session never has anything to do by itself. */
  static begin(
    context: EngineContext,
    session: Session,
    user: SessionTimerUser,
    nowUs: number,
  ): SessionTimer | null {
    const dueUs = session.dueUs(nowUs);
    if (dueUs === Number.POSITIVE_INFINITY) return null;
    const timer = new SessionTimer(context, session, user);
    timer.#set(dueUs);
    return timer;
  }

  onTimer(_timer: Timer, nowUs: number): void {
    const dueUs = this.#session.dueUs(nowUs);
    if (dueUs > nowUs) return this.#set(dueUs);
    const due = this.#session.onDue(nowUs);
    const { close } = due;
    if (due.frames.length > 0 && !this.#user.sendAtOnce(due.frames)) return;
    if (close === null) return this.#set(this.#session.dueUs(nowUs));
    if (this.#user.isDeafAt(nowUs)) this.#set(nowUs + DEAF_US);
    else this.#user.onMustClose(close);
  }

  stop(): void {
    this.#context.wheel.clear(this.#timer);
  }

  #set(dueUs: number): void {
    if (dueUs !== Number.POSITIVE_INFINITY) this.#context.wheel.set(this.#timer, dueUs);
  }
}
