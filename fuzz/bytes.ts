// A buffer that streams are written into and mutations work on, in place: a million cases allocate one of these.
// What does not fit is left out, so no mutation can make an input larger than the room.

export class Bytes {
  readonly room: Buffer;
  length = 0;

  constructor(capacity: number) {
    this.room = Buffer.alloc(capacity);
  }

  clear(): void {
    this.length = 0;
  }

  push(byte: number): void {
    if (this.length < this.room.length) this.room[this.length++] = byte;
  }

  append(source: Uint8Array, start = 0, end = source.length): void {
    const stop = Math.min(end, start + this.room.length - this.length);
    // Small pieces are the rule, and a loop beats the call that a large one wants.
    if (stop - start < 32) for (let at = start; at < stop; at++) this.room[this.length++] = source[at]!;
    else {
      this.room.set(source.subarray(start, stop), this.length);
      this.length += stop - start;
    }
  }

  appendText(text: string): void {
    this.length += this.room.write(text, this.length, 'latin1');
  }

  /** Opens a gap of `count` bytes at `at`; returns how many it has room for. */
  open(at: number, count: number): number {
    const gap = Math.min(count, this.room.length - this.length);
    this.room.copyWithin(at + gap, at, this.length);
    this.length += gap;
    return gap;
  }

  remove(at: number, count: number): void {
    const to = Math.min(at + count, this.length);
    this.room.copyWithin(at, to, this.length);
    this.length -= to - at;
  }

  /** A copy that nobody else holds. */
  copy(): Uint8Array {
    return Uint8Array.prototype.slice.call(this.room, 0, this.length);
  }
}
