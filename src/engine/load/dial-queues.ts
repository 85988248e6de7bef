// Seats that wait to be dialed, a queue for each credential: first come, first served within one, and among them the one
// whose head has been due for longest. Knows no cap. Law: a queue that is empty costs nothing, and one credential alone no
// more than a queue.
import type { Seat } from './seat.ts';

export interface Waiting {
  readonly seat: Seat;
  readonly dueUs: number;
  /** When it came here. */
  readonly addedUs: number;
}

export class DialQueues {
  readonly #queues: (DialQueue | undefined)[] = [];
  /** Those that hold something, as a heap: none's head was due before that of the one it stands below. */
  readonly #heap: DialQueue[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  add(credential: number, waiting: Waiting): void {
    this.#queues[credential] ??= new DialQueue();
    const queue = this.#queues[credential];
    queue.push(waiting);
    this.#length++;
    if (queue.length === 1) this.#rise(this.#heap.push(queue) - 1);
  }

  /** Whose turn it is. */
  head(): Waiting | undefined {
    return this.#heap[0]?.head();
  }

  /** Takes out whose turn it is. */
  shift(): Waiting | undefined {
    const queue = this.#heap[0];
    if (queue === undefined) return undefined;
    const first = queue.shift();
    this.#length--;
    if (queue.length === 0) {
      const last = this.#heap.pop()!;
      if (last !== queue) this.#heap[0] = last;
    }
    if (this.#heap.length > 1) this.#sink(0);
    return first;
  }

  /** Takes out those whom `keeps` does not keep, and returns them. */
  refuse(keeps: (waiting: Waiting) => boolean): Waiting[] {
    const refused: Waiting[] = [];
    this.#length = 0;
    this.#heap.length = 0;
    for (const queue of this.#queues) {
      if (queue === undefined) continue;
      for (const waiting of queue.refuse(keeps)) refused.push(waiting);
      this.#length += queue.length;
      if (queue.length > 0) this.#rise(this.#heap.push(queue) - 1);
    }
    return refused;
  }

  #rise(from: number): void {
    const heap = this.#heap;
    let at = from;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!isBefore(heap[at]!, heap[above]!)) return;
      this.#swap(at, above);
      at = above;
    }
  }

  #sink(from: number): void {
    const heap = this.#heap;
    let at = from;
    for (;;) {
      const left = 2 * at + 1;
      if (left >= heap.length) return;
      const right = left + 1;
      const below = right < heap.length && isBefore(heap[right]!, heap[left]!) ? right : left;
      if (!isBefore(heap[below]!, heap[at]!)) return;
      this.#swap(at, below);
      at = below;
    }
  }

  #swap(a: number, b: number): void {
    const queue = this.#heap[a]!;
    this.#heap[a] = this.#heap[b]!;
    this.#heap[b] = queue;
  }
}

/** Shorter than this, what was taken out may stay where it is. */
const KEPT = 1_024;

class DialQueue {
  #entries: Waiting[] = [];
  #head = 0;

  get length(): number {
    return this.#entries.length - this.#head;
  }

  push(waiting: Waiting): void {
    this.#entries.push(waiting);
  }

  head(): Waiting {
    return this.#entries[this.#head]!;
  }

  shift(): Waiting {
    const first = this.#entries[this.#head++]!;
    if (this.#head > KEPT && this.#head * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#head);
      this.#head = 0;
    }
    return first;
  }

  refuse(keeps: (waiting: Waiting) => boolean): Waiting[] {
    const all = this.#entries.slice(this.#head);
    this.#entries = all.filter(keeps);
    this.#head = 0;
    return all.filter((waiting) => !keeps(waiting));
  }
}

function isBefore(a: DialQueue, b: DialQueue): boolean {
  return a.head().dueUs < b.head().dueUs;
}
