// One timer wheel per worker for every deadline, ping and scheduled send: setting and clearing a timer is a
// few pointer moves, with no closure and no runtime timer of its own. Knows no connection, only owners.
// Law: a timer fires once, never before it is due; one set again moves.
import { type Clock, US_PER_MS } from '../../base/time.ts';
import type { Alarm } from './alarm.ts';

export interface TimerOwner {
  /** Called once at or after `timer.dueUs`. May set any timer, this one too. */
  onTimer(timer: Timer, nowUs: number): void;
}

export class Timer {
  dueUs = 0;
  prev: Timer | null = null;
  next: Timer | null = null;
  slot = -1;
  readonly owner: TimerOwner;
  /** The owner's own word for which of its timers this is. */
  readonly purpose: number;

  constructor(owner: TimerOwner, purpose: number) {
    this.owner = owner;
    this.purpose = purpose;
  }

  get isSet(): boolean {
    return this.slot >= 0;
  }
}

const SLOTS = 8_192;
const MASK = SLOTS - 1;
const SLOT_US = US_PER_MS;
/** Longest sleep: far timers are looked at again once a turn, which this keeps short. */
const MAX_SLEEP_SLOTS = 1_000;

export class TimerWheel {
  readonly #clock: Clock;
  readonly #slots: (Timer | null)[] = new Array(SLOTS).fill(null);
  /** The slot time (in slots since the clock's origin) up to which everything due has fired. */
  #cursor: number;
  /** The first slot still to be visited: what is overdue when it is set goes there. */
  #firstSlot: number;
  #size = 0;
  readonly #alarm: Alarm;
  #wakeUs = Number.POSITIVE_INFINITY;
  #turning = false;

  constructor(clock: Clock, alarm: Alarm) {
    this.#clock = clock;
    this.#alarm = alarm;
    alarm.onRing = () => this.turn();
    this.#cursor = Math.floor(clock.nowUs() / SLOT_US);
    this.#firstSlot = this.#cursor;
  }

  get size(): number {
    return this.#size;
  }

  set(timer: Timer, dueUs: number): void {
    if (timer.slot >= 0) this.#unlink(timer);
    timer.dueUs = dueUs;
    const slotTime = Math.max(Math.floor(dueUs / SLOT_US), this.#firstSlot);
    this.#link(timer, slotTime & MASK);
    if (dueUs < this.#wakeUs && !this.#turning) this.#sleepUntil(dueUs);
  }

  clear(timer: Timer | null): void {
    if (timer !== null && timer.slot >= 0) this.#unlink(timer);
  }

  /** Fires all that is due. Called by the alarm; tests with a clock of theirs call it directly. */
  turn(): void {
    this.#turning = true;
    const nowUs = this.#clock.nowUs();
    const last = Math.floor(nowUs / SLOT_US);
    // After a long stall one full turn visits every slot; more would visit them twice.
    this.#firstSlot = last;
    for (let slotTime = Math.max(this.#cursor, last - SLOTS + 1); slotTime <= last; slotTime++) {
      this.#fireSlot(slotTime & MASK, nowUs);
    }
    this.#cursor = last;
    this.#turning = false;
    this.#sleepUntil(this.#nextDueUs());
  }

  stop(): void {
    this.#alarm.clear();
    this.#wakeUs = Number.NEGATIVE_INFINITY;
  }

  #fireSlot(slot: number, nowUs: number): void {
    let timer = this.#slots[slot] ?? null;
    if (timer === null) return;
    // What fires may set timers into this very slot: they are met in the next turn, so that one set for
    // "now" again and again cannot keep a turn from ending.
    const due: Timer[] = [];
    for (; timer !== null; timer = timer.next) if (timer.dueUs <= nowUs) due.push(timer);
    due.sort(byDue);
    for (const one of due) {
      if (one.slot !== slot || one.dueUs > nowUs) continue;
      this.#unlink(one);
      one.owner.onTimer(one, nowUs);
    }
  }

  /** When the first timer is due, where that is within a short sleep; else that sleep's end. */
  #nextDueUs(): number {
    if (this.#size === 0) return Number.POSITIVE_INFINITY;
    for (let ahead = 0; ahead < MAX_SLEEP_SLOTS; ahead++) {
      const slotTime = this.#cursor + ahead;
      let firstUs = Number.POSITIVE_INFINITY;
      for (let timer = this.#slots[slotTime & MASK] ?? null; timer !== null; timer = timer.next)
        if (timer.dueUs < firstUs) firstUs = timer.dueUs;
      // A slot holds those of later turns of the wheel too.
      if (firstUs < (slotTime + 1) * SLOT_US) return firstUs;
    }
    return (this.#cursor + MAX_SLEEP_SLOTS) * SLOT_US;
  }

  #sleepUntil(dueUs: number): void {
    if (this.#wakeUs === Number.NEGATIVE_INFINITY) return;
    this.#wakeUs = dueUs;
    if (dueUs === Number.POSITIVE_INFINITY) this.#alarm.clear();
    else this.#alarm.set(dueUs);
  }

  #link(timer: Timer, slot: number): void {
    const head = this.#slots[slot] ?? null;
    timer.slot = slot;
    timer.prev = null;
    timer.next = head;
    if (head !== null) head.prev = timer;
    this.#slots[slot] = timer;
    this.#size++;
  }

  #unlink(timer: Timer): void {
    if (timer.prev === null) this.#slots[timer.slot] = timer.next;
    else timer.prev.next = timer.next;
    if (timer.next !== null) timer.next.prev = timer.prev;
    timer.prev = null;
    timer.next = null;
    timer.slot = -1;
    this.#size--;
  }
}

function byDue(a: Timer, b: Timer): number {
  return a.dueUs - b.dueUs;
}
