// Does a process hold what it held? A line through the second half of its samples, where it is warm, through what remains
// after each collection; and the files that it holds open, which a steady load never changes (one that is opened and
// closed at once is not held). Pure: samples in, figures out. Resident memory decides; the proportional share, which other
// processes move, stands beside it.
import { type Fit, fitLine, lowestOf, type Point } from './line-fit.ts';
import type { Sample, Series } from './soak-samples.ts';

/** The line goes through so many parts of the second half, each long enough for a collection where that can be. */
const FEWEST_PARTS = 6;
const MOST_PARTS = 24;
const PART_MINUTES = 0.25;
/** 0.5 % a minute for ten minutes; over any other time as much in all. */
const MOST_GROWTH = 0.05;
/** What a collector and an allocator move without any leak, whatever the level. */
const NOISE_BYTES = 4 * 1024 * 1024;

export interface Judged {
  readonly name: string;
  /** Bytes for each minute. */
  readonly rss: Fit;
  readonly pss: Fit;
  /** The steepest slope that counts as flat. */
  readonly limit: number;
  /** False where the slope is steeper than that, and is none by chance. */
  readonly isFlat: boolean;
  readonly fewestFiles: number;
  readonly mostFiles: number;
}

export function judgeSeries({ name, samples }: Series): Judged {
  const half = samples.slice(Math.floor(samples.length / 2));
  const minutes = half.at(-1)!.atMinutes - half[0]!.atMinutes;
  const rss = fitLine(lows(half, minutes, ({ rssBytes }) => rssBytes));
  const limit = Math.max(NOISE_BYTES, MOST_GROWTH * rss.level) / minutes;
  const held = lows(samples, minutes, ({ openFiles }) => openFiles).map(({ y }) => y);
  return {
    name,
    rss,
    pss: fitLine(lows(half, minutes, ({ pssBytes }) => pssBytes)),
    limit,
    isFlat: rss.slope <= limit || rss.slope <= rss.margin,
    fewestFiles: Math.min(...held),
    mostFiles: Math.max(...held),
  };
}

export function problemsOf({ name, rss, limit, isFlat, fewestFiles, mostFiles }: Judged): string[] {
  const problems: string[] = [];
  const kib = (bytes: number) => Math.round(bytes / 1_024);
  if (!isFlat)
    problems.push(`${name} grows by ${kib(rss.slope)} +- ${kib(rss.margin)} KB/min; ${kib(limit)} is flat`);
  if (fewestFiles !== mostFiles) problems.push(`${name} held ${fewestFiles} to ${mostFiles} files open`);
  return problems;
}

/** What is left of each part of the samples, `minutes` of which are half. */
function lows(samples: readonly Sample[], minutes: number, read: (sample: Sample) => number): Point[] {
  const parts = Math.min(MOST_PARTS, Math.max(FEWEST_PARTS, Math.floor(minutes / PART_MINUTES)));
  return lowestOf(
    samples.map((sample) => ({ x: sample.atMinutes, y: read(sample) })),
    parts,
  );
}
