// Messages sent and not yet answered, oldest first: when each was due and when it was written.
// A ring that grows with what is outstanding, up to a bound; one message costs no more than three numbers. Answers may
// come in any order: one that overtook others leaves a hole, which closes when those before it are gone.

const FIELDS = 3;
const MAX_OUTSTANDING = 65_536;
const HOLE = -1;

export class PendingMessages {
  #ring = new Float64Array(FIELDS);
  #head = 0;
  /** Places taken, the holes among them. */
  #places = 0;
  #holes = 0;
  /** Of the message that was taken last. */
  dueUs = 0;
  startedUs = 0;

  get length(): number {
    return this.#places - this.#holes;
  }

  get isFull(): boolean {
    return this.#places === MAX_OUTSTANDING;
  }

  add(n: number, dueUs: number, startedUs: number): void {
    if ((this.#places + 1) * FIELDS > this.#ring.length) this.#grow();
    const at = this.#at(this.#places++);
    this.#ring[at] = n;
    this.#ring[at + 1] = dueUs;
    this.#ring[at + 2] = startedUs;
  }

  /** Takes message `n` out; true where it was outstanding. */
  take(n: number): boolean {
    if (n < 0) return false;
    for (let i = 0; i < this.#places; i++) {
      const at = this.#at(i);
      if (this.#ring[at] !== n) continue;
      this.dueUs = this.#ring[at + 1]!;
      this.startedUs = this.#ring[at + 2]!;
      this.#ring[at] = HOLE;
      this.#holes++;
      this.#close();
      return true;
    }
    return false;
  }

  /** Takes the oldest out and returns its number; -1 where there is none. */
  takeFirst(): number {
    if (this.length === 0) return -1;
    const n = this.#ring[this.#head]!;
    this.take(n);
    return n;
  }

  #close(): void {
    while (this.#places > 0 && this.#ring[this.#head] === HOLE) {
      this.#head = this.#at(1);
      this.#places--;
      this.#holes--;
    }
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
