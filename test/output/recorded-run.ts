// A run as the main process would record it: windows and events into the journal, and the summary of its own.
// For the tests of journal and rebuild; folders lie in the system's place for temporary files.
import { onTestFinished } from 'bun:test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Ending } from '../../src/metrics/figures/ending.ts';
import type { Summary } from '../../src/metrics/figures/shape.ts';
import type { RunEvent } from '../../src/metrics/record/event.ts';
import { endEvent } from '../../src/metrics/record/facts.ts';
import { RunRecord } from '../../src/metrics/record/record.ts';
import type { Snapshot } from '../../src/metrics/snapshot.ts';
import { summarize } from '../../src/metrics/summary/summary.ts';
import { parseThreshold, type Threshold } from '../../src/metrics/threshold/threshold.ts';
import { Journal } from '../../src/output/record/journal.ts';
import { createRunFolder } from '../../src/output/record/run-folder.ts';
import { describeRun } from '../../src/output/run-description.ts';
import type { RunInfo } from '../../src/output/run-info.ts';
import { makeRunInfo } from './fixtures.ts';

/** Gone with the test that made them: a hook of this module would hold only for the first file that imports it. */
const made: string[] = [];

async function removeMade(): Promise<void> {
  for (const path of made.splice(0)) await rm(path, { recursive: true, force: true });
}

export async function makeRoot(): Promise<string> {
  if (made.length === 0) onTestFinished(removeMade);
  const root = await mkdtemp(join(tmpdir(), 'busyhour-test-'));
  made.push(root);
  return root;
}

export async function makeFolder(): Promise<string> {
  return createRunFolder(await makeRoot(), 'evening', new Date('2026-11-24T02:58:00.400Z'));
}

export interface Recording {
  readonly windows: readonly Snapshot[];
  readonly events?: readonly RunEvent[];
  /** Null records a run that never ends. */
  readonly ending?: Ending | null;
  readonly info?: RunInfo;
}

/** Records into `folder` and returns what the run itself found. */
export async function record(
  folder: string,
  recording: Recording,
): Promise<{ summary: Summary; journal: Journal }> {
  const { windows, events = [], ending = 'completed', info = makeRunInfo() } = recording;
  const journal = new Journal(folder);
  await journal.start(info);
  const record = new RunRecord();
  const tell = (event: RunEvent) => {
    journal.event(event, record.note(event));
  };
  for (const event of events) tell(event);
  for (const [number, window] of windows.entries()) {
    const moment = { number, window, events: [], samples: [] };
    journal.moment(moment, record.add(moment));
  }
  if (ending !== null) tell(endEvent(record.total.endUs, ending, record.stats.windows));
  await journal.flush();
  const thresholds = info.thresholds.map(parseThreshold) as Threshold[];
  const about = { run: describeRun(info), thresholds, gaps: [], failedOutputs: [] };
  const summary = summarize({ ...about, record, journalLost: journal.lost });
  if (ending !== null) await journal.finish(summary);
  return { summary, journal };
}
