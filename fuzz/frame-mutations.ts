// What spoils frames in particular: their first byte, their length in all its forms, their masks; and what takes out,
// repeats or exchanges whole frames. It only knows where frames began before anything was spoilt.
import type { Mutation } from './mutate.ts';
import type { Random } from './random.ts';

const LENGTHS_16 = [0, 1, 125, 126, 127, 128, 1_000, 65_535];
const LENGTHS_64 = [0, 125, 65_535, 65_536, 2 ** 20, 2 ** 24, 2 ** 31, 2 ** 32, 2 ** 53, 2 ** 62];

function writeNumber(room: Uint8Array, at: number, width: number, value: number): void {
  for (let byte = 0; byte < width; byte++)
    if (at + byte < room.length) room[at + byte] = Math.floor(value / 256 ** (width - 1 - byte)) % 256;
}

function markIn(marks: readonly number[], length: number, random: Random): number {
  return marks.length === 0 ? 0 : Math.min(random.pick(marks), length - 1);
}

/** An opcode, FIN or one of the reserved bits. */
const changeFirst: Mutation = ({ bytes, marks }, random) => {
  const at = markIn(marks, bytes.length, random);
  const first = bytes.room[at]!;
  bytes.room[at] = random.chance(0.5)
    ? first ^ (1 << random.between(4, 7))
    : (first & 0xf0) | random.below(16);
};

const changeLength: Mutation = ({ bytes, marks }, random) => {
  const at = markIn(marks, bytes.length, random);
  const length = bytes.room[at + 1]! & 0x7f;
  if (length < 126 || random.chance(0.3)) {
    // One too many or too few, another form, a mask.
    bytes.room[at + 1] =
      random.pick([length + 1, length - 1, 0, 125, 126, 127, length | 0x80, random.below(256)]) & 0xff;
    return;
  }
  const width = length === 126 ? 2 : 8;
  if (random.chance(0.2)) bytes.room[at + 2] = 0x80 | random.below(128);
  else writeNumber(bytes.room, at + 2, width, random.pick(width === 2 ? LENGTHS_16 : LENGTHS_64));
};

/** The same length in a form that is longer than it needs. */
const widenLength: Mutation = ({ bytes, marks }, random) => {
  const at = markIn(marks, bytes.length, random);
  const length = bytes.room[at + 1]!;
  if (length > 125 || at + 2 > bytes.length) return;
  const width = random.pick([2, 8]);
  if (bytes.open(at + 2, width) < width) return;
  bytes.room[at + 1] = width === 2 ? 126 : 127;
  writeNumber(bytes.room, at + 2, width, length);
};

/** From one frame's beginning to another's: out, or once more. */
const dropFrames: Mutation = ({ bytes, marks }, random) => {
  const from = markIn(marks, bytes.length, random);
  const to = markIn(marks, bytes.length, random);
  if (to > from) bytes.remove(from, to - from);
};
const repeatFrames: Mutation = ({ bytes, marks }, random) => {
  const from = markIn(marks, bytes.length, random);
  const to = markIn(marks, bytes.length, random);
  if (to <= from || to - from > 2_000) return;
  const gap = bytes.open(from, to - from);
  bytes.room.copyWithin(from, from + gap, from + 2 * gap);
};
/** One control frame or fragment many times over: what floods are made of. */
const flood: Mutation = ({ bytes }, random) => {
  const frame = random.pick([0x8900, 0x8a00, 0x0000, 0x0100, 0x8100]);
  for (let left = random.between(1, 150); left > 0; left--) {
    bytes.push(frame >> 8);
    bytes.push(frame & 0xff);
  }
};

export const FRAME_MUTATIONS: readonly Mutation[] = [
  changeFirst,
  changeFirst,
  changeLength,
  changeLength,
  widenLength,
  dropFrames,
  repeatFrames,
  flood,
];
