// How inputs come in pieces, as a socket brings them: every piece lies in one and the same buffer, somewhere in it, and
// is overwritten as soon as the reader returns. So whoever keeps a piece instead of a copy reads 0xAA later on.
import type { Random } from './random.ts';

const OVERWRITTEN = 0xaa;
const MOST_OFFSET = 64;
/** Beyond this a byte at a time would cost more than it finds. */
const BYTEWISE = 2_000;

/** Sizes of the pieces; all of `length`, and more where marks should be hit. */
export function drawSizes(random: Random, length: number, marks: readonly number[]): number[] {
  const sizes: number[] = [];
  const way = random.below(length > BYTEWISE ? 3 : 5);
  let at = 0;
  if (way === 0) {
    // Around where something begins: in the middle of a header, right before, right behind.
    for (const mark of marks) {
      const size = mark + random.below(12) - at;
      if (size <= 0 || at + size >= length) continue;
      sizes.push(size);
      at += size;
    }
    if (at < length) sizes.push(length - at);
    return sizes;
  }
  const most = way === 1 ? length : way === 2 ? 4_000 : way === 3 ? 5 : 1;
  while (at < length) {
    const size = Math.min(random.between(1, most), length - at);
    sizes.push(size);
    at += size;
  }
  return sizes;
}

export class SharedBuffer {
  readonly #room: Buffer;

  constructor(capacity: number) {
    this.#room = Buffer.alloc(capacity + MOST_OFFSET);
  }

  /** Each piece goes to `read`, until that returns false. */
  play(bytes: Uint8Array, sizes: readonly number[], read: (chunk: Uint8Array) => boolean): void {
    let at = 0;
    for (const [turn, size] of sizes.entries()) {
      const offset = (turn * 7) % MOST_OFFSET;
      this.#room.set(bytes.subarray(at, at + size), offset);
      const goesOn = read(this.#room.subarray(offset, offset + size));
      this.#room.fill(OVERWRITTEN, offset, offset + size);
      if (!goesOn) return;
      at += size;
    }
  }
}

/** The same pieces, each a copy of its own: what tells a kept piece from a boundary that matters. */
export function playCopies(
  bytes: Uint8Array,
  sizes: readonly number[],
  read: (chunk: Uint8Array) => boolean,
): void {
  let at = 0;
  for (const size of sizes) {
    if (!read(bytes.slice(at, at + size))) return;
    at += size;
  }
}
