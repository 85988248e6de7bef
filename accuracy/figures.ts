// What the rounds measured, figure by figure: the error of busyhour and of the naive client, the median of the rounds and
// the worst of them, and the target where there is one. Pure: rounds in, figures out.
import type { Against, HoldRow } from './holds.ts';
import { exactPercentile, sort } from './percentile.ts';
import type { WireRow } from './wire.ts';

export interface Round {
  /** Of the machine when the round began: processes that wanted to run, over a minute. */
  readonly loadAverage: number;
  readonly holds: readonly HoldRow[];
  /** Null where it was not asked for, or nothing can be captured here. */
  readonly wire: WireRow | null;
}

export interface Figure {
  readonly title: string;
  /** The truth of a typical round; null where each message has its own. */
  readonly trueUs: number | null;
  readonly errorUs: number;
  readonly worstUs: number;
  readonly naiveUs: number;
  /** Null: told, not judged. */
  readonly limitUs: number | null;
}

/** The project's own targets, in microseconds. */
export const LIMITS = { p50Share: 0.02, p50Us: 300, p99Us: 1_000, wireP50Us: 100, wireP99Us: 1_000 } as const;

export function p50LimitUs(trueUs: number): number {
  return Math.max(LIMITS.p50Share * trueUs, LIMITS.p50Us);
}

export function errorUs({ trueUs, saidUs }: Against): number {
  return Math.abs(saidUs - trueUs);
}

export function isMet({ errorUs: us, limitUs }: Figure): boolean {
  return limitUs === null || us <= limitUs;
}

export function figuresOf(rounds: readonly Round[]): Figure[] {
  const holdsMs = rounds[0]?.holds.map(({ holdMs }) => holdMs) ?? [];
  const held = holdsMs.flatMap((_, i) => ofHold(rounds.map(({ holds }) => holds[i]!)));
  const wires = rounds.flatMap(({ wire }) => wire ?? []);
  return wires.length === 0 ? held : [...held, ...ofWire(wires)];
}

function ofHold(rows: readonly HoldRow[]): Figure[] {
  return (['p50', 'p99'] as const).map((name) => {
    const trueUs = median(rows.map(({ busyhour }) => busyhour[name].trueUs));
    return {
      title: `held ${rows[0]!.holdMs} ms, ${name}`,
      trueUs,
      ...errors(rows, ({ busyhour, naive }) => [errorUs(busyhour[name]), errorUs(naive[name])]),
      limitUs: name === 'p50' ? p50LimitUs(trueUs) : LIMITS.p99Us,
    };
  });
}

function ofWire(rows: readonly WireRow[]): Figure[] {
  const figure = (name: string, key: 'p50Us' | 'p99Us' | 'maxUs', limitUs: number | null): Figure => ({
    title: `each message against the wire, ${name}`,
    trueUs: null,
    ...errors(rows, ({ busyhour, naive }) => [busyhour[key], naive[key]]),
    limitUs,
  });
  return [
    figure('p50', 'p50Us', LIMITS.wireP50Us),
    figure('p99', 'p99Us', LIMITS.wireP99Us),
    figure('max', 'maxUs', null),
  ];
}

function errors<R>(rows: readonly R[], read: (row: R) => readonly [ours: number, naive: number]) {
  const ours = rows.map((row) => read(row)[0]);
  return {
    errorUs: median(ours),
    worstUs: Math.max(...ours),
    naiveUs: median(rows.map((row) => read(row)[1])),
  };
}

/** The lower one of an even number. */
function median(values: readonly number[]): number {
  return exactPercentile(sort(values), 50);
}
