// What one client did in one group, round by round, and the two ratios of it. Pure. A ratio is taken within a round,
// against what the same minute gave the other client, and the median of those is shown: the machine is noisy, and
// noise that lasts longer than a round strikes both sides of a ratio alike.
import type { ClientName } from './clients/client.ts';
import type { Group } from './group.ts';
import type { Figure } from './trial.ts';

export interface Row {
  readonly group: Group;
  readonly client: ClientName;
  readonly title: string;
  /** One a round; undefined where that round failed or was not run. */
  readonly figures: readonly (Figure | undefined)[];
  /** Why the row was not measured at all: a missing tool, or something the client cannot do. */
  readonly skipped: string | undefined;
  /** Why a round of it failed. */
  readonly failed: string | undefined;
}

export function takeMedian(values: readonly (number | undefined)[]): number | undefined {
  const sorted = values.filter((value) => value !== undefined).sort((a, b) => a - b);
  if (sorted.length === 0) return undefined;
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
}

export function readValue(row: Row): number | undefined {
  return takeMedian(row.figures.map((figure) => figure?.value));
}

export function readAside(
  row: Row,
  side: 'serverShare' | 'clientShare' | 'clientCpuUsEach',
): number | undefined {
  return takeMedian(row.figures.map((figure) => figure?.[side]));
}

export function findRow(rows: readonly Row[], group: string, client: ClientName): Row | undefined {
  return rows.find((row) => row.group.name === group && row.client === client);
}

// The C client keeps a connection in a few bytes: against that every ratio is astronomical and says nothing.
const SMALLEST_KB = 0.1;

/** How many times the other client's figure this row's is, or undefined where one of them is missing. */
export function readRatio(rows: readonly Row[], row: Row, against: ClientName): number | undefined {
  const other = findRow(rows, row.group.name, against);
  if (!other) return undefined;
  return takeMedian(
    row.figures.map((figure, round) => {
      const base = other.figures[round]?.value;
      if (!figure || !base || (row.group.unit === 'KB' && base < SMALLEST_KB)) return undefined;
      return figure.value / base;
    }),
  );
}
