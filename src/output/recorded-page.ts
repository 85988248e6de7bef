// report.html of a run folder: the page needs every window once, in order, and a long run has more of them
// than fit into memory, so they are read from the file one by one while the page is drawn.
import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { RunEvent } from '../metrics/run-event.ts';
import type { Snapshot } from '../metrics/snapshot.ts';
import { fromJson } from '../metrics/snapshot-json.ts';
import type { Summary } from '../metrics/summary-type.ts';
import { readRun } from './rebuild.ts';
import { renderReport } from './report-html.ts';
import { MAX_EVENTS } from './report-html-events.ts';
import { RUN_FILES } from './run-folder.ts';

const CHUNK_BYTES = 256 * 1024;

/** Throws E_RUN_FOLDER where the folder holds no run. */
export async function renderRecordedPage(folder: string, summary: Summary): Promise<string> {
  const events: RunEvent[] = [];
  // One more than the page shows: that it left some out is something it says.
  const { info } = await readRun(folder, {
    event: (event) => {
      if (events.length <= MAX_EVENTS) events.push(event);
    },
  });
  return renderReport({ run: info, summary, windows: readWindows(join(folder, RUN_FILES.windows)), events });
}

function* readWindows(path: string): Generator<Snapshot> {
  for (const line of readLinesNow(path)) {
    const window = parseWindow(line);
    if (window !== undefined) yield window;
  }
}

/** A line that cannot be read is a gap, which the summary names. */
function parseWindow(line: string): Snapshot | undefined {
  try {
    const window = fromJson(JSON.parse(line));
    return typeof window === 'string' ? undefined : window;
  } catch {
    return undefined;
  }
}

function* readLinesNow(path: string): Generator<string> {
  const file = openSync(path, 'r');
  try {
    const chunk = Buffer.alloc(CHUNK_BYTES);
    let rest: Buffer = Buffer.alloc(0);
    for (let read = readSync(file, chunk); read > 0; read = readSync(file, chunk)) {
      const bytes = Buffer.concat([rest, chunk.subarray(0, read)]);
      let start = 0;
      for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
        yield bytes.toString('utf8', start, end);
        start = end + 1;
      }
      rest = bytes.subarray(start);
    }
  } finally {
    closeSync(file);
  }
}
