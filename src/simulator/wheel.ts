// Everything a simulator does later, on one timer of its process: a wheel of one-millisecond slots, each an
// intrusive list, so that scheduling and cancelling cost the same for ten connections and for ten thousand.
// Nothing fires before it is due. Knows no socket; the clock is injected.

import type { Clock } from '../base/time.ts';

const SLOT_US = 1_000;
const SLOTS = 4_096;
const FIRING = SLOTS; // a list of its own for what is about to fire
const NOWHERE = -1;

/** One thing to do. An entry is in the wheel at most once; scheduling it again moves it. */
export abstract class WheelEntry {
  dueAtUs = 0;
  /** The wheel's own, like the two below: touched by nobody else. */
  list = NOWHERE;
  before: WheelEntry | null = null;
  after: WheelEntry | null = null;

  get isScheduled(): boolean {
    return this.list !== NOWHERE;
  }

  abstract fire(nowUs: number): void;
}

export class Wheel {
  readonly #clock: Clock;
  readonly #first: (WheelEntry | null)[] = new Array(SLOTS + 1).fill(null);
  readonly #last: (WheelEntry | null)[] = new Array(SLOTS + 1).fill(null);
  #tick: number;
  #size = 0;
  #isRunning = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #wakeAtUs = Number.POSITIVE_INFINITY;
  readonly #wake = () => {
    this.#wakeAtUs = Number.POSITIVE_INFINITY;
    this.run();
  };

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#tick = Math.floor(clock.nowUs() / SLOT_US);
  }

  nowUs(): number {
    return this.#clock.nowUs();
  }

  get size(): number {
    return this.#size;
  }

  schedule(entry: WheelEntry, dueAtUs: number): void {
    if (entry.list !== NOWHERE) this.cancel(entry);
    entry.dueAtUs = dueAtUs;
    this.#append(entry, Math.max(Math.floor(dueAtUs / SLOT_US), this.#tick) % SLOTS);
    this.#size += 1;
    this.#arm(dueAtUs);
  }

  cancel(entry: WheelEntry): void {
    if (entry.list === NOWHERE) return;
    this.#unlink(entry);
    this.#size -= 1;
  }

  /** Fires what is due, in order of its slot, then of scheduling. The timer calls it; tests may. */
  run(): void {
    const nowUs = this.#clock.nowUs();
    const tick = Math.floor(nowUs / SLOT_US);
    const slots = Math.min(tick - this.#tick + 1, SLOTS);
    for (let n = 0; n < slots; n += 1) this.#collect((this.#tick + n) % SLOTS, nowUs);
    this.#tick = Math.max(tick, this.#tick);
    this.#isRunning = true;
    for (;;) {
      const entry = this.#first[FIRING];
      if (!entry) break;
      this.cancel(entry);
      entry.fire(nowUs);
    }
    this.#isRunning = false;
    this.#armNext();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#wakeAtUs = Number.NEGATIVE_INFINITY; // never armed again
  }

  #collect(slot: number, nowUs: number): void {
    let entry = this.#first[slot] ?? null;
    while (entry) {
      const after: WheelEntry | null = entry.after;
      if (entry.dueAtUs <= nowUs) {
        this.#unlink(entry);
        this.#append(entry, FIRING);
      }
      entry = after;
    }
  }

  #append(entry: WheelEntry, list: number): void {
    const last = this.#last[list] ?? null;
    entry.list = list;
    entry.before = last;
    entry.after = null;
    if (last) last.after = entry;
    else this.#first[list] = entry;
    this.#last[list] = entry;
  }

  #unlink(entry: WheelEntry): void {
    const { before, after, list } = entry;
    if (before) before.after = after;
    else this.#first[list] = after;
    if (after) after.before = before;
    else this.#last[list] = before;
    entry.list = NOWHERE;
    entry.before = null;
    entry.after = null;
  }

  /** Wakes for the next slot that holds anything: in vain where it belongs to a later turn of the wheel. */
  #armNext(): void {
    if (this.#size === 0) return;
    for (let n = 0; n < SLOTS; n += 1) {
      const entry = this.#first[(this.#tick + n) % SLOTS];
      if (!entry) continue;
      const endOfSlotUs = (this.#tick + n + 1) * SLOT_US;
      this.#arm(Math.min(Math.max(entry.dueAtUs, this.#tick * SLOT_US), endOfSlotUs));
      return;
    }
  }

  #arm(dueAtUs: number): void {
    if (this.#isRunning || dueAtUs >= this.#wakeAtUs - SLOT_US / 2) return;
    clearTimeout(this.#timer);
    this.#wakeAtUs = dueAtUs;
    this.#timer = setTimeout(this.#wake, Math.max(1, Math.round((dueAtUs - this.#clock.nowUs()) / 1_000)));
  }
}
