// The figures as people read them: one block a group, columns aligned, the targets at the end. Pure: rows in, text out.
import type { ClientName } from './clients/client.ts';
import { type Row, readAside, readRatio, readValue } from './row.ts';
import type { Judgement } from './targets.ts';

// Below a full core on the server's side and clearly below one on the client's, the client has waited for the server.
const BUSY_SERVER = 0.95;
const IDLE_CLIENT = 0.9;

function showNumber(value: number | undefined): string {
  if (value === undefined) return '-';
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(2);
}

const showRatio = (value: number | undefined): string =>
  value === undefined ? '-' : `${value.toFixed(2)} x`;
const showShare = (value: number | undefined): string =>
  value === undefined ? '-' : `${Math.round(value * 100)} %`;

function isServerBound(row: Row): boolean {
  return (
    (readAside(row, 'serverShare') ?? 0) > BUSY_SERVER && (readAside(row, 'clientShare') ?? 1) < IDLE_CLIENT
  );
}

const HEAD = ['', 'value', 'to the floor', 'to ws', 'to before', 'server CPU', 'client CPU', ''];

function showRow(rows: readonly Row[], row: Row): string[] {
  const title = `  ${row.title}`;
  if (row.skipped) return [title, `skipped: ${row.skipped}`];
  const value = readValue(row);
  if (value === undefined) return [title, `failed: ${row.failed ?? 'no figure'}`];
  const ratio = (against: ClientName) => showRatio(readRatio(rows, row, against));
  const shares = [showShare(readAside(row, 'serverShare')), showShare(readAside(row, 'clientShare'))];
  const each = readAside(row, 'clientCpuUsEach');
  const notes = [
    each === undefined ? '' : `${showNumber(each)} us CPU each`,
    isServerBound(row) ? 'server-bound' : '',
    row.failed ? `a round failed: ${row.failed}` : '',
  ];
  return [
    title,
    `${showNumber(value)} ${row.group.unit}`,
    ratio('floor'),
    ratio('ws'),
    ratio('before'),
    ...shares,
    notes.filter(Boolean).join('; '),
  ];
}

/** The first column to the left, the figures to the right; a line of two cells is a text that runs on. */
function align(lines: readonly (readonly string[])[]): string[] {
  const widths = HEAD.map((_, column) =>
    Math.max(
      ...lines.filter((line) => line.length > 2 || column === 0).map((line) => line[column]?.length ?? 0),
    ),
  );
  return lines.map((line) => {
    const cells = line.map((cell, column) => {
      const toTheLeft = column === 0 || line.length === 2 || column === HEAD.length - 1;
      return toTheLeft
        ? cell.padEnd(column === 0 ? (widths[0] ?? 0) : 0)
        : cell.padStart(widths[column] ?? 0);
    });
    return cells.join('  ').trimEnd();
  });
}

export function showTable(rows: readonly Row[]): string {
  const groups = [...new Set(rows.map((row) => row.group))];
  const lines: string[][] = [HEAD];
  for (const group of groups) {
    lines.push([`${group.title}${group.rounds > 1 ? `, median of ${group.rounds} rounds` : ''}`]);
    for (const row of rows) if (row.group === group) lines.push(showRow(rows, row));
  }
  return align(lines).join('\n');
}

export function showTargets(judgements: readonly Judgement[], quick: boolean): string {
  const lines = judgements.map(({ title, limit, actual, met }) => {
    const verdict = met === undefined ? 'NOT MEASURED' : met ? 'met' : 'NOT MET';
    return `  ${title.padEnd(48)} ${limit.padEnd(16)} ${(actual?.toFixed(2) ?? '-').padStart(8)}  ${verdict}`;
  });
  return [
    'Targets',
    ...(quick ? ['  (a quick run: these figures show that the bench works, no more)'] : []),
    ...lines,
  ].join('\n');
}
