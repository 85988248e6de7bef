// Messages sent and not yet answered, oldest first: when each was due and when it was written.
// A ring that grows with what is outstanding, up to a bound; one message costs no more than three numbers.

const FIELDS = 3;
const MAX_OUTSTANDING = 65_536;

export interface Answer {
  readonly found: boolean;
  /** Messages before it that are given up. */
  readonly skipped: number;
}

export class PendingMessages {
  #ring = new Float64Array(FIELDS);
  #head = 0;
  #length = 0;
  /** Of the message that `answer` found last. */
  dueUs = 0;
  startedUs = 0;

  get length(): number {
    return this.#length;
  }

  get isFull(): boolean {
    return this.#length === MAX_OUTSTANDING;
  }

  add(n: number, dueUs: number, startedUs: number): void {
    if ((this.#length + 1) * FIELDS > this.#ring.length) this.#grow();
    const at = this.#at(this.#length++);
    this.#ring[at] = n;
    this.#ring[at + 1] = dueUs;
    this.#ring[at + 2] = startedUs;
  }

  /**
   * Takes message `n` out; true where it was outstanding. Answers keep their order on one connection, so what
   * was sent before it and is still here will not be answered: `skipped` says how many.
   */
  answer(n: number): Answer {
    for (let i = 0; i < this.#length; i++) {
      const at = this.#at(i);
      if (this.#ring[at] !== n) continue;
      this.dueUs = this.#ring[at + 1]!;
      this.startedUs = this.#ring[at + 2]!;
      this.#head = (this.#head + (i + 1) * FIELDS) % this.#ring.length;
      this.#length -= i + 1;
      return i === 0 ? FIRST : { found: true, skipped: i };
    }
    return MISSED;
  }

  /** Takes the oldest out and returns its number; -1 where there is none. */
  takeFirst(): number {
    if (this.#length === 0) return -1;
    const n = this.#ring[this.#head]!;
    this.answer(n);
    return n;
  }

  #at(i: number): number {
    return (this.#head + i * FIELDS) % this.#ring.length;
  }

  #grow(): void {
    const ring = new Float64Array(this.#ring.length * 2);
    const tail = this.#ring.subarray(this.#head);
    ring.set(tail);
    ring.set(this.#ring.subarray(0, this.#head), tail.length);
    this.#ring = ring;
    this.#head = 0;
  }
}

const FIRST: Answer = { found: true, skipped: 0 };
const MISSED: Answer = { found: false, skipped: 0 };
