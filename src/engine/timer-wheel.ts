// One timer wheel per worker for every deadline, ping and scheduled send: setting and clearing a timer is a
// few pointer moves, with no closure and no runtime timer of its own. Knows no connection, only owners.
// Law: a timer fires once, never before it is due; one set again moves.
import { type Clock, US_PER_MS } from '../base/time.ts';

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
  #wakeSlot = Number.POSITIVE_INFINITY;
  #handle: ReturnType<typeof setTimeout> | undefined;
  #turning = false;

  constructor(clock: Clock) {
    this.#clock = clock;
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
    if (slotTime < this.#wakeSlot && !this.#turning) this.#sleepUntil(slotTime);
  }

  clear(timer: Timer | null): void {
    if (timer !== null && timer.slot >= 0) this.#unlink(timer);
  }

  /** Fires all that is due. Called by its own sleep; tests with a clock of theirs call it directly. */
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
    this.#sleepUntil(this.#nextSlotTime());
  }

  stop(): void {
    clearTimeout(this.#handle);
    this.#handle = undefined;
    this.#wakeSlot = Number.NEGATIVE_INFINITY;
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

  #nextSlotTime(): number {
    if (this.#size === 0) return Number.POSITIVE_INFINITY;
    for (let ahead = 0; ahead < MAX_SLEEP_SLOTS; ahead++) {
      if (this.#slots[(this.#cursor + ahead) & MASK] !== null) return this.#cursor + ahead;
    }
    return this.#cursor + MAX_SLEEP_SLOTS;
  }

  #sleepUntil(slotTime: number): void {
    if (this.#wakeSlot === Number.NEGATIVE_INFINITY) return;
    clearTimeout(this.#handle);
    this.#handle = undefined;
    this.#wakeSlot = slotTime;
    if (slotTime === Number.POSITIVE_INFINITY) return;
    const sleepMs = Math.max(1, Math.ceil((slotTime * SLOT_US - this.#clock.nowUs()) / US_PER_MS));
    this.#handle = setTimeout(this.#wake, sleepMs);
  }

  readonly #wake = (): void => {
    this.#wakeSlot = Number.POSITIVE_INFINITY;
    this.turn();
  };

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
