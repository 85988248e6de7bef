// Ten runs of one seed as one table, with how far they lie apart, and whether they played the same schedule. Pure.
import { type Column, showColumns } from '../endurance/text-table.ts';
import type { Played } from './played.ts';
import type { Repeated } from './repeat-runs.ts';

export interface Spread {
  /** The highest over the lowest, less one. */
  readonly range: number;
  readonly deviationUs: number;
}

const FIGURES: readonly (readonly [title: string, read: (run: Repeated) => number])[] = [
  ['handshake p50', ({ handshake }) => handshake.p50],
  ['handshake p99', ({ handshake }) => handshake.p99],
  ['round trip p50', ({ roundTrip }) => roundTrip.p50],
  ['round trip p99', ({ roundTrip }) => roundTrip.p99],
];

const COLUMNS: readonly Column[] = [
  { title: 'run', side: 'right' },
  ...FIGURES.map(([title]) => ({ title, side: 'right' as const })),
  { title: 'asked', side: 'right' },
  { title: 'sent', side: 'right' },
  { title: 'load', side: 'right' },
  { title: 'verdict', side: 'left' },
  { title: 'schedule', side: 'left' },
];

const ms = (us: number): string => `${(us / 1_000).toFixed(3)} ms`;
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** Of values above zero; the deviation is that of a sample. */
export function spreadOf(values: readonly number[]): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    range: Math.max(...values) / Math.min(...values) - 1,
    deviationUs: Math.sqrt(squares / Math.max(1, values.length - 1)),
  };
}

/** The one schedule that all runs played, or what is wrong with it, in words. */
export function judgeSchedules(runs: readonly Repeated[]): { readonly hash: string } | string {
  const hashes = new Set(runs.map(({ scheduleHash }) => scheduleHash));
  const [hash] = hashes;
  if (hash === undefined) return 'run.json does not say which schedule was played';
  if (hashes.size > 1) return `the runs played ${hashes.size} schedules: ${[...hashes].join(', ')}`;
  return { hash };
}

/** Whether the record of a ramp says what was played, in words; and whether it does. */
export function judgePlayed({ plannedHash, playedHash, commands, compared, apart }: Played): {
  readonly isSame: boolean;
  readonly text: string;
} {
  const told = `planned ${plannedHash}, played ${playedHash} after ${commands === 1 ? 'one command' : `${commands} commands`}`;
  const isSame = apart === 0 && commands > 0 && compared > 0;
  const held = isSame
    ? `the levels of all ${compared} seconds are those of plan, seed and commands`
    : commands === 0
      ? 'NO COMMAND was given'
      : `the levels of ${apart} of ${compared} seconds ARE OTHERS than those of plan, seed and commands`;
  return { isSame, text: `a ramp that met its limit: ${told}; ${held}` };
}

export function showRuns(runs: readonly Repeated[]): string {
  const rows = runs.map((run, i) => [
    String(i + 1),
    ...FIGURES.map(([, read]) => ms(read(run))),
    String(run.asked),
    String(run.sent),
    run.loadAverage.toFixed(2),
    run.validity,
    run.scheduleHash ?? '-',
  ]);
  const spreads = FIGURES.map(([, read]) => spreadOf(runs.map(read)));
  const foot = (title: string, cells: readonly string[]) => [title, ...cells, '', '', '', '', ''];
  const feet = [
    foot(
      'max/min - 1',
      spreads.map(({ range }) => percent(range)),
    ),
    foot(
      'deviation',
      spreads.map(({ deviationUs }) => ms(deviationUs)),
    ),
  ];
  return showColumns(COLUMNS, [...rows, ...feet]);
}
