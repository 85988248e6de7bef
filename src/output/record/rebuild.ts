// A run read back from its folder: windows and events, one line at a time, into the same sums the run had.
// Law: where nothing was lost the rebuilt summary equals the one the run wrote; where something was, it says what.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../base/app-error.ts';
import type { RunEvent } from '../../metrics/run-event.ts';
import { NO_FACTS, noteEvent, type RunFacts } from '../../metrics/run-facts.ts';
import { accumulate, emptySnapshot, type Snapshot } from '../../metrics/snapshot.ts';
import { fromJson } from '../../metrics/snapshot-json.ts';
import type { Summary } from '../../metrics/summary/shape.ts';
import { summarize } from '../../metrics/summary/summary.ts';
import { parseThreshold, type Threshold } from '../../metrics/threshold/threshold.ts';
import type { Gap } from '../../metrics/verdict/verdict.ts';
import { WindowStats } from '../../metrics/window-stats.ts';
import { describeRun } from '../run-description.ts';
import type { RunInfo } from '../run-info.ts';
import { GapFinder } from './gaps.ts';
import { readLines } from './line-file.ts';
import { codeOf, describeFileProblem, RUN_FILES } from './run-folder.ts';

export interface RecordedRun {
  readonly info: RunInfo;
  /** All windows accumulated. */
  readonly total: Snapshot;
  readonly stats: WindowStats;
  readonly facts: RunFacts;
  readonly gaps: readonly Gap[];
}

/** Sees every event, then every window, in the order of their files: for what a page draws over time. */
export interface RunVisitor {
  event?(event: RunEvent): void;
  window?(window: Snapshot, soFar: Snapshot): void;
}

/** Throws E_RUN_FOLDER where the folder holds no run; damage to its lines is no error but a named gap. */
export async function readRun(folder: string, visitor: RunVisitor = {}): Promise<RecordedRun> {
  const info = await readRunInfo(folder);
  const finder = new GapFinder();
  let facts = NO_FACTS;
  for await (const { value, ended } of readValues(folder, RUN_FILES.events, finder)) {
    const event = readEvent(value);
    if (event) {
      facts = noteEvent(facts, event);
      visitor.event?.(event);
    } else if (ended) {
      finder.unreadableEvent();
    } else {
      finder.torn();
    }
  }
  const stats = new WindowStats();
  let total = emptySnapshot();
  for await (const { value, number, ended } of readValues(folder, RUN_FILES.windows, finder)) {
    const window = fromJson(value);
    if (typeof window !== 'string') {
      finder.window(window);
      stats.add(window);
      total = accumulate(total, window);
      visitor.window?.(window, total);
    } else if (ended) {
      finder.unreadableWindow(number);
    } else {
      finder.torn();
    }
  }
  return { info, total, stats, facts, gaps: finder.gaps(facts) };
}

/** The summary of a run from its folder alone; `recovered` where the run never came to its end. */
export async function rebuildSummary(folder: string, visitor: RunVisitor = {}): Promise<Summary> {
  return summarizeRecord(await readRun(folder, visitor));
}

export function summarizeRecord({ info, total, stats, facts, gaps }: RecordedRun): Summary {
  return summarize({
    run: describeRun(info),
    total,
    stats,
    thresholds: info.thresholds.map(readThreshold),
    ending: facts.ending ?? 'recovered',
    facts,
    gaps,
    journalLost: null,
  });
}

function readThreshold(text: string): Threshold {
  const threshold = parseThreshold(text);
  if (typeof threshold !== 'string') return threshold;
  throw new AppError('E_RUN_FOLDER', `${RUN_FILES.run} cannot be used: ${threshold}`, {
    hint: 'Read the run with the version of busyhour that recorded it.',
  });
}

async function* readValues(folder: string, name: string, finder: GapFinder) {
  try {
    for await (const { text, number, ended } of readLines(join(folder, name))) {
      yield { value: parseJson(text), number, ended };
    }
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw unreadable(folder, name, describeFileProblem(error), error);
    finder.missingFile(name);
  }
}

/** run.json; throws E_RUN_FOLDER where there is none that this version can read. */
export async function readRunInfo(folder: string): Promise<RunInfo> {
  let text: string;
  try {
    text = await readFile(join(folder, RUN_FILES.run), 'utf8');
  } catch (error) {
    throw unreadable(folder, RUN_FILES.run, describeFileProblem(error), error);
  }
  const value = parseJson(text);
  if (isRunInfo(value)) return value;
  throw unreadable(folder, RUN_FILES.run, 'it is not the run.json of this version of busyhour');
}

function unreadable(folder: string, file: string, problem: string, cause?: unknown): AppError {
  return new AppError('E_RUN_FOLDER', `${join(folder, file)} cannot be read: ${problem}`, {
    hint: 'Name the folder of a run, such as runs/20261124T025800Z-demo.',
    cause,
  });
}

/** As much of the shape as is read here; the file is our own. */
function isRunInfo(value: unknown): value is RunInfo {
  const info = value as RunInfo | null | undefined;
  try {
    return (
      info?.version === 1 &&
      typeof info.name === 'string' &&
      typeof info.startedAt === 'string' &&
      info.thresholds.every((text) => typeof text === 'string') &&
      typeof info.plan.platform.name === 'string' &&
      typeof info.plan.profile.name === 'string' &&
      info.plan.profile.stages.every((stage) => Number.isFinite(stage.target)) &&
      Number.isFinite(info.plan.profile.timeScale) &&
      typeof info.plan.target.url === 'string' &&
      typeof info.plan.target.tls.verify === 'boolean' &&
      Number.isFinite(info.machine.memoryBytes)
    );
  } catch {
    return false;
  }
}

/** Undefined where the value is no event. */
export function readEvent(value: unknown): RunEvent | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { atUs, kind, worker = null, connection = null, detail } = value as Partial<RunEvent>;
  if (typeof atUs !== 'number' || typeof kind !== 'string') return undefined;
  if (typeof detail !== 'object' || detail === null) return undefined;
  return { atUs, kind, worker, connection, detail };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
