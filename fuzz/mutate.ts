// What spoils bytes, whatever they mean: flips, inserts, deletes, repeats, truncation, splices, planted CR, LF, NUL and
// headers. A part adds its own, which know frames or lines. Law: a mutation draws only from the case's random numbers.
import type { Bytes } from './bytes.ts';
import type { Random } from './random.ts';

export interface Spoilt {
  readonly bytes: Bytes;
  /** Another valid input, to splice with. */
  readonly other: Bytes;
  /** Where in `bytes` something begins: a frame, a line. Mutations make them stale, and they serve all the same. */
  readonly marks: readonly number[];
}

export type Mutation = (input: Spoilt, random: Random) => void;

/** First bytes of frames, the borders of length forms and of ASCII, and what ends lines and strings. */
const TELLING = [
  0x00, 0x01, 0x02, 0x0a, 0x0d, 0x20, 0x22, 0x3a, 0x7d, 0x7e, 0x7f, 0x80, 0x81, 0x82, 0x88, 0x89, 0x8a, 0xc1,
  0xff,
];
const PLANTS = [
  '\r\n',
  '\n',
  '\r',
  '\0',
  '\r\n\r\n',
  ': ',
  '\x88\x02\x03\xe8',
  '\x89\x00',
  '\x80\x00',
  '\xed\xa0\x80',
];
const LONGEST_INSERT = 8;
const LONGEST_DELETE = 16;
const LONGEST_COPY = 64;
const MOST_MUTATIONS = 8;

const flipBit: Mutation = ({ bytes }, random) => {
  bytes.room[random.below(bytes.length)]! ^= 1 << random.below(8);
};
const setByte: Mutation = ({ bytes }, random) => {
  bytes.room[random.below(bytes.length)] = random.chance(0.5) ? random.pick(TELLING) : random.below(256);
};
const insert: Mutation = ({ bytes }, random) => {
  const at = random.below(bytes.length + 1);
  const gap = bytes.open(at, random.between(1, LONGEST_INSERT));
  for (let i = 0; i < gap; i++) bytes.room[at + i] = random.below(256);
};
const remove: Mutation = ({ bytes }, random) => {
  bytes.remove(random.below(bytes.length), random.between(1, LONGEST_DELETE));
};
const truncate: Mutation = ({ bytes }, random) => {
  bytes.length = random.below(bytes.length);
};
/** A piece once more, right behind itself. */
const repeat: Mutation = ({ bytes }, random) => {
  const from = random.below(bytes.length);
  const gap = bytes.open(from, Math.min(random.between(1, LONGEST_COPY), bytes.length - from));
  bytes.room.copyWithin(from, from + gap, from + 2 * gap);
};
/** The one's beginning and the other's end. */
const splice: Mutation = ({ bytes, other }, random) => {
  bytes.length = random.below(bytes.length + 1);
  bytes.append(other.room, random.below(other.length + 1), other.length);
};
/** A piece of the other over, or into, this one. */
const transplant: Mutation = ({ bytes, other }, random) => {
  const from = random.below(other.length);
  const count = Math.min(random.between(1, LONGEST_COPY), other.length - from);
  const at = random.below(bytes.length);
  const room = random.chance(0.5) ? bytes.open(at, count) : Math.min(count, bytes.length - at);
  other.room.copy(bytes.room, at, from, from + room);
};
const plant: Mutation = ({ bytes, marks }, random) => {
  const text = random.pick(PLANTS);
  const mark = marks.length > 0 && random.chance(0.5) ? random.pick(marks) : random.below(bytes.length + 1);
  const at = Math.min(mark, bytes.length);
  if (bytes.open(at, text.length) === text.length) bytes.room.write(text, at, 'latin1');
};

const ANY: readonly Mutation[] = [
  flipBit,
  flipBit,
  setByte,
  setByte,
  insert,
  remove,
  truncate,
  repeat,
  splice,
  transplant,
  plant,
];

/** One to eight mutations, mostly few: each further one is as likely as a coin's head. */
export function mutate(input: Spoilt, random: Random, own: readonly Mutation[] = []): void {
  for (let done = 0; done < MOST_MUTATIONS && (done === 0 || random.chance(0.5)); done++) {
    if (input.bytes.length === 0) return;
    (own.length > 0 && random.chance(0.4) ? random.pick(own) : random.pick(ANY))(input, random);
  }
}
