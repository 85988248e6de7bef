// Rows of words as columns for people: the first to the left, numbers to the right. Pure: rows in, text out.

export interface Column {
  readonly title: string;
  readonly side: 'left' | 'right';
}

export function showColumns(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const all = [columns.map(({ title }) => title), ...rows];
  const widths = columns.map((_, i) => Math.max(...all.map((row) => row[i]!.length)));
  const cell = (text: string, i: number) =>
    columns[i]!.side === 'left' ? text.padEnd(widths[i]!) : text.padStart(widths[i]!);
  return all.map((row) => row.map(cell).join('  ').trimEnd()).join('\n');
}
