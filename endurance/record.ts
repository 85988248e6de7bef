// What lies in a run folder, read without any code of busyhour's: the ground truth that `busyhour report` is held
// against. Counts lines and sums plain numbers; knows nothing of histograms, summaries or gaps.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface RecordedWindow {
  /** Null where no worker told anything. */
  readonly startUs: number | null;
  readonly endUs: number | null;
  readonly counters: Readonly<Record<string, number>>;
  readonly gauges: { readonly open: number };
}

export interface RecordedEvent {
  readonly kind: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface RunRecord {
  readonly folder: string;
  /** The windows whose lines are whole. */
  readonly windows: readonly RecordedWindow[];
  readonly events: readonly RecordedEvent[];
  /** Characters after the last line's end, of both files. */
  readonly torn: number;
  /** Whole lines that are no JSON: none, ever. */
  readonly broken: readonly string[];
}

/** The folder of the one run below `root`, once it has its run.json; undefined until then. */
export function findRun(root: string): string | undefined {
  const folder = existsSync(root) ? readdirSync(root)[0] : undefined;
  if (folder === undefined || !existsSync(join(root, folder, 'run.json'))) return undefined;
  return join(root, folder);
}

export function readRecord(folder: string): RunRecord {
  const windows = readLines(join(folder, 'windows.ndjson'));
  const events = readLines(join(folder, 'events.ndjson'));
  return {
    folder,
    windows: windows.values as RecordedWindow[],
    events: events.values as RecordedEvent[],
    torn: windows.torn + events.torn,
    broken: [...windows.broken, ...events.broken],
  };
}

/** A counter over all windows. */
export function sumOf({ windows }: RunRecord, counter: string): number {
  return windows.reduce((sum, { counters }) => sum + (counters[counter] ?? 0), 0);
}

/** The last event of a run that came to its end. */
export function endOf({ events }: RunRecord): RecordedEvent | undefined {
  return events.find(({ kind }) => kind === 'end');
}

function readLines(path: string): { values: unknown[]; torn: number; broken: string[] } {
  const parts = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [''];
  const torn = parts.pop()!.length;
  const values: unknown[] = [];
  const broken: string[] = [];
  parts.forEach((part, i) => {
    try {
      values.push(JSON.parse(part));
    } catch {
      broken.push(`line ${i + 1} of ${path}`);
    }
  });
  return { values, torn, broken };
}
