// What a run folder holds line by line, for tests that need more than the summary tells.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunEvent } from '../../../src/metrics/record/event.ts';
import { accumulate, emptySnapshot, type Snapshot } from '../../../src/metrics/snapshot.ts';
import { fromJson } from '../../../src/metrics/snapshot-json.ts';

function readLines(folder: string, file: string): unknown[] {
  const lines = readFileSync(join(folder, file), 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as unknown);
}

export function readEvents(folder: string, kind: RunEvent['kind']): RunEvent[] {
  return (readLines(folder, 'events.ndjson') as RunEvent[]).filter((event) => event.kind === kind);
}

export function readWindows(folder: string): Snapshot[] {
  return readLines(folder, 'windows.ndjson').map((line) => {
    const snapshot = fromJson(line);
    if (typeof snapshot === 'string') throw new Error(snapshot);
    return snapshot;
  });
}

export function readTotal(folder: string): Snapshot {
  return readWindows(folder).reduce(accumulate, emptySnapshot());
}
