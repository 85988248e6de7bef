// The reports of all parts as one table for people, and what brings each failure back. Pure: reports in, text out.
import type { PartReport } from './order.ts';
import type { PartName } from './part.ts';

export type Reports = readonly (readonly [PartName, PartReport])[];

const MIB = 1024 * 1024;
const HEAD = [
  '',
  'cases',
  'seconds',
  'slowest',
  'peak MiB',
  'heap grown',
  'RSS grown',
  'outcomes',
  'failures',
];

const whole = (value: number): string => Math.round(value).toLocaleString('en');
const grown = (bytes: number): string => `${bytes < 0 ? '' : '+'}${(bytes / MIB).toFixed(1)} MiB`;

function showPart(name: PartName, report: PartReport): string[] {
  return [
    name,
    whole(report.cases),
    report.seconds.toFixed(1),
    report.slowestMs === 0 ? '-' : `${report.slowestMs.toFixed(1)} ms`,
    whole(report.peakBytes / MIB),
    grown(report.heapGrownBytes),
    grown(report.rssGrownBytes),
    whole(Object.keys(report.outcomes).length),
    whole(report.failed),
  ];
}

function showOutcomes(name: PartName, { outcomes }: PartReport): string[] {
  const entries = Object.entries(outcomes).sort((a, b) => b[1] - a[1]);
  const widest = Math.max(0, ...entries.map(([, count]) => whole(count).length));
  return [
    `${name}, what became of them`,
    ...entries.map(([outcome, count]) => `  ${whole(count).padStart(widest)}  ${outcome}`),
  ];
}

export function showTable(seed: number, reports: Reports): string {
  const rows = [HEAD, ...reports.map(([name, report]) => showPart(name, report))];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)))
      .join('  '),
  );
  const outcomes = reports.map(([name, report]) => showOutcomes(name, report).join('\n'));
  return [`seed ${seed}, Bun ${Bun.version}`, '', ...lines, '', outcomes.join('\n\n')].join('\n');
}

/** A line for each failure told, with the command that brings it back: its case alone, where that is enough. */
export function showFailures(seed: number, reports: Reports): string {
  const lines = reports.flatMap(([name, { failures, cases }]) =>
    failures.map(({ n, what }) => {
      const which = n === null ? `--${name} ${cases}` : `--case ${n}`;
      return `${name}: case ${n ?? 'any'}: ${what}\n  npm run fuzz -- --seed ${seed} --only ${name} ${which}`;
    }),
  );
  return lines.join('\n');
}
