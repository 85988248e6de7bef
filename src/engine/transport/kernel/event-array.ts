// An array of struct epoll_event in memory that the kernel writes to. The struct is packed on x64 only; the lower half of
// its data carries the file descriptor.
import { ptr } from 'bun:ffi';

const EVENT_WORDS = process.arch === 'x64' ? 3 : 4;
const FD_WORD = process.arch === 'x64' ? 1 : 2;

export class EventArray {
  readonly #words: Int32Array;
  readonly address: ReturnType<typeof ptr>;
  readonly capacity: number;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.#words = new Int32Array(capacity * EVENT_WORDS);
    this.address = ptr(this.#words);
  }

  set(index: number, events: number, fd: number): void {
    this.#words[index * EVENT_WORDS] = events | 0;
    this.#words[index * EVENT_WORDS + FD_WORD] = fd;
  }

  events(index: number): number {
    return this.#words[index * EVENT_WORDS]!;
  }

  fd(index: number): number {
    return this.#words[index * EVENT_WORDS + FD_WORD]!;
  }
}
