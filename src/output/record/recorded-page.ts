// report.html of a run folder. A long run has more windows and events than fit into memory, so both are read
// from their files line by line while the page is drawn; the page itself is bounded.
import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { RunEvent } from '../../metrics/run-event.ts';
import type { Snapshot } from '../../metrics/snapshot.ts';
import { fromJson } from '../../metrics/snapshot-json.ts';
import type { Summary } from '../../metrics/summary/shape.ts';
import { renderReport } from '../page/html.ts';
import { readEvent, readRunInfo } from './rebuild.ts';
import { RUN_FILES } from './run-folder.ts';

const CHUNK_BYTES = 256 * 1024;

/** Throws E_RUN_FOLDER where the folder holds no run. */
export async function renderRecordedPage(folder: string, summary: Summary): Promise<string> {
  return renderReport({
    run: await readRunInfo(folder),
    summary,
    windows: readWindows(join(folder, RUN_FILES.windows)),
    events: readEvents(join(folder, RUN_FILES.events)),
  });
}

function* readWindows(path: string): Generator<Snapshot> {
  for (const value of readValues(path)) {
    const window = fromJson(value);
    if (typeof window !== 'string') yield window;
  }
}

function* readEvents(path: string): Generator<RunEvent> {
  for (const value of readValues(path)) {
    const event = readEvent(value);
    if (event !== undefined) yield event;
  }
}

/** What cannot be read is a gap, which the summary names; so is a file that is not there. */
function* readValues(path: string): Generator<unknown> {
  if (!existsSync(path)) return;
  for (const line of readLinesNow(path)) {
    try {
      yield JSON.parse(line);
    } catch {}
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
