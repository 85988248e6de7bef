// The figures of `npm run accuracy` as one table for people. Pure: figures in, text out.
import { type Column, showColumns } from '../endurance/text-table.ts';
import { type Figure, isMet, type Round } from './figures.ts';

const COLUMNS: readonly Column[] = [
  { title: '', side: 'left' },
  { title: 'truth', side: 'right' },
  { title: 'error', side: 'right' },
  { title: 'worst round', side: 'right' },
  { title: 'naive', side: 'right' },
  { title: 'target', side: 'right' },
  { title: '', side: 'left' },
];

const ms = (us: number | null): string => (us === null ? '-' : `${(us / 1_000).toFixed(3)} ms`);

export function showFigures(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [
    figure.title,
    ms(figure.trueUs),
    ms(figure.errorUs),
    ms(figure.worstUs),
    ms(figure.naiveUs),
    figure.limitUs === null ? '-' : `<= ${ms(figure.limitUs)}`,
    figure.limitUs === null ? '' : isMet(figure) ? 'met' : 'NOT MET',
  ]);
  return showColumns(COLUMNS, rows);
}

/** What the machine was like meanwhile, and what busyhour itself thought of its measurements. */
export function showRounds(rounds: readonly Round[]): string {
  const loads = rounds.map(({ loadAverage }) => loadAverage.toFixed(2)).join(', ');
  const verdicts = new Map<string, number>();
  const rows = rounds.flatMap(({ holds, wire }) => [...holds, ...(wire === null ? [] : [wire])]);
  for (const { verdict } of rows) {
    const text = [verdict.validity, ...verdict.reasons].join(' ');
    verdicts.set(text, (verdicts.get(text) ?? 0) + 1);
  }
  const told = [...verdicts].map(([verdict, times]) => `${times} ${verdict}`).join(', ');
  const count = rounds.length === 1 ? 'one round' : `median of ${rounds.length} rounds`;
  return `${count}, load average ${loads}; busyhour's own verdicts: ${told}`;
}
