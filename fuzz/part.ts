// What every part of the fuzzing is to whoever plays it: cases by number, each an outcome or an error. Law: a case
// depends on the seed and its number alone, never on the cases before it.

export interface Tally {
  /** The case that begins now: what a crash or a hang is blamed on. */
  begin(n: number): void;
  ended(outcome: string): void;
  /** `n` is null where only all cases together fail. */
  failed(n: number | null, what: string): void;
  /** The warm-up is over: from here on nothing may grow. */
  warm(): void;
}

/** Cases that are played in this process, one at a time. */
export interface Part {
  /** What became of the case; throws where a law is broken. */
  play(n: number): string;
  /** The bytes of the case, for people. */
  input(n: number): Uint8Array;
}

/** Cases that take time, and are played many at once. */
export interface AsyncPart {
  playAll(from: number, count: number, tally: Tally): Promise<void>;
  /** Of processes that it started. */
  readonly peakBytes: number;
}

export const PART_NAMES = ['frames', 'answers', 'payloads', 'sockets'] as const;
export type PartName = (typeof PART_NAMES)[number];
