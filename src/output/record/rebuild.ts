// A run read back from its folder: windows and events, one line at a time, into the same sums the run had.
// Law: where nothing was lost the rebuilt summary equals the one the run wrote; where something was, it says what.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../base/app-error.ts';
import { codeOf } from '../../base/error-code.ts';
import type { Stage } from '../../base/stage.ts';
import type { Summary } from '../../metrics/figures/shape.ts';
import type { RunEvent } from '../../metrics/record/event.ts';
import type { Moment } from '../../metrics/record/moment.ts';
import { RunRecord } from '../../metrics/record/record.ts';
import { fromJson } from '../../metrics/snapshot-json.ts';
import type { Gap } from '../../metrics/verdict/doubt.ts';
import type { RunInfo } from '../run-info.ts';
import { summarizeRun } from '../run-summary.ts';
import { GapFinder } from './gaps.ts';
import { readLines } from './line-file.ts';
import { describeFileProblem, RUN_FILES } from './run-folder.ts';

export interface RecordedRun {
  readonly info: RunInfo;
  readonly record: RunRecord;
  readonly gaps: readonly Gap[];
}

/** Sees every event, then every window, in the order of their files: for what a page draws over time. */
export interface RunVisitor {
  event?(event: RunEvent, record: RunRecord): void;
  moment?(moment: Moment, record: RunRecord): void;
}

/** Throws E_RUN_FOLDER where the folder holds no run; damage to its lines is no error but a named gap. */
export async function readRun(folder: string, visitor: RunVisitor = {}): Promise<RecordedRun> {
  const info = await readRunInfo(folder);
  const finder = new GapFinder();
  const record = new RunRecord();
  for await (const { value, ended } of readValues(folder, RUN_FILES.events, finder)) {
    const event = readEvent(value);
    if (event) {
      record.note(event);
      visitor.event?.(event, record);
    } else if (ended) {
      finder.unreadableEvent();
    } else {
      finder.torn();
    }
  }
  let told = 0;
  for await (const { value, number, ended } of readValues(folder, RUN_FILES.windows, finder)) {
    const window = fromJson(value);
    if (typeof window !== 'string') {
      const place = numberOf(value);
      if (!finder.window(window, place)) continue;
      const moment = { number: place ?? told, window, events: [], samples: [] };
      told += 1;
      record.add(moment);
      visitor.moment?.(moment, record);
    } else if (ended) {
      finder.unreadableWindow(number);
    } else {
      finder.torn();
    }
  }
  return { info, record, gaps: finder.gaps(record.facts) };
}

/** Which window of the run a line holds; undefined in recordings from before lines were numbered. */
function numberOf(value: unknown): number | undefined {
  const { number } = value as { number?: unknown };
  return Number.isSafeInteger(number) ? (number as number) : undefined;
}

/** The summary of a run from its folder alone; `recovered` where the run never came to its end. */
export async function rebuildSummary(folder: string, visitor: RunVisitor = {}): Promise<Summary> {
  return summarizeRecord(await readRun(folder, visitor));
}

export function summarizeRecord({ info, record, gaps }: RecordedRun): Summary {
  return summarizeRun(info, { record, gaps, journalLost: null, failedOutputs: [] });
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
  const stages = readStages((value as Partial<RunEvent>).stages);
  return { atUs, kind, worker, connection, detail, ...(stages === undefined ? {} : { stages }) };
}

/** Undefined where there are none, or what is there is no list of stages. */
function readStages(value: unknown): readonly Stage[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const isStage = (stage: Partial<Stage> | null) =>
    typeof stage?.name === 'string' &&
    Number.isFinite(stage.target) &&
    Number.isFinite(stage.durationUs) &&
    (stage.shape === 'jump' || stage.shape === 'linear');
  return value.every(isStage) ? (value as Stage[]) : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
