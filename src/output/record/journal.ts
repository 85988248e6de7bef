// The journal: an Output that keeps the run folder. run.json first, and anew once its clock is known; then a line a second
// and a line an event, on the disk within a second, so that a killed run can be read back; summary.json last.
// Law: a disk that fails stops the journal and never the run; it is told once, and the summary says so.
import { join } from 'node:path';
import type { Summary } from '../../metrics/figures/shape.ts';
import { EVENT_KINDS, type RunEvent } from '../../metrics/record/event.ts';
import type { Moment } from '../../metrics/record/moment.ts';
import type { RunRecord } from '../../metrics/record/record.ts';
import { countSamples, type SampleBatch } from '../../metrics/sample.ts';
import { toJson } from '../../metrics/snapshot-json.ts';
import type { Output } from '../output.ts';
import type { RunInfo } from '../run-info.ts';
import { AppendFile } from './append-file.ts';
import { RunFile } from './run-file.ts';
import { describeFileProblem, RUN_FILES, unusable, writeJsonAtomically } from './run-folder.ts';
import { sampleLines } from './sample-lines.ts';

const FLUSH_MS = 1_000;
/** A disk that hangs may hold up the end of a run this long, twice. */
const FINISH_MS = 2_000;
/** A disk that is slower than the run: beyond this, events are left out and counted. */
const MAX_WAITING_EVENT_CHARS = 8 * 1024 * 1024;
/** Likewise of samples, but for the batch that comes then: some seconds of as many as a worker may keep. */
const MAX_WAITING_SAMPLE_CHARS = 32 * 1024 * 1024;
/** Beyond this the journal gives up; about ten minutes of windows. */
const MAX_WAITING_WINDOW_CHARS = 32 * 1024 * 1024;

const NO_NUMBERS = new Float64Array();

export interface JournalOptions {
  /** Called at most once, with the reason as a clause: `the disk is full`. */
  readonly onLost?: (problem: string) => void;
}

export class Journal implements Output {
  readonly name = 'the run folder';
  readonly #folder: string;
  readonly #options: JournalOptions;
  readonly #run: RunFile;
  #windows: AppendFile | undefined;
  #events: AppendFile | undefined;
  /** Only where the plan keeps any. */
  #samples: AppendFile | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  #flushing: Promise<void> | undefined;
  #dropped = 0;
  #lastUs = 0;
  #lost: string | null = null;

  /** `folder` exists and is this run's own: see createRunFolder. */
  constructor(folder: string, options: JournalOptions = {}) {
    this.#folder = folder;
    this.#options = options;
    this.#run = new RunFile(join(folder, RUN_FILES.run));
  }

  /** Why the folder is incomplete, for the summary; null while it is not. */
  get lost(): string | null {
    return this.#lost;
  }

  async start(run: RunInfo): Promise<void> {
    try {
      await this.#run.start(run);
      this.#windows = await AppendFile.open(join(this.#folder, RUN_FILES.windows));
      this.#events = await AppendFile.open(join(this.#folder, RUN_FILES.events));
      if (run.plan.messages.samplesPerSecond > 0)
        this.#samples = await AppendFile.open(join(this.#folder, RUN_FILES.samples));
    } catch (cause) {
      throw unusable(this.#folder, cause);
    }
    this.#timer = setInterval(() => void this.flush(), FLUSH_MS);
    this.#timer.unref();
  }

  moment({ number, window, events, samples }: Moment, record: RunRecord): void {
    for (const event of events) this.event(event, record);
    for (const batch of samples) this.#addSamples(batch);
    if (!this.#windows) return;
    if (this.#windows.waitingChars > MAX_WAITING_WINDOW_CHARS) {
      this.#lose('the disk is too slow');
      return;
    }
    this.#lastUs = window.endUs;
    this.#windows.add(JSON.stringify({ version: 1, number, ...toJson(window) }));
    void this.flush();
  }

  event(event: RunEvent, { facts }: RunRecord): void {
    if (!this.#events) return;
    this.#run.note(facts, event.kind === 'end');
    if (this.#events.waitingChars > MAX_WAITING_EVENT_CHARS && EVENT_KINDS[event.kind] === 'common')
      this.#dropped += 1;
    else this.#events.add(JSON.stringify(event));
  }

  #addSamples(batch: SampleBatch): void {
    const file = this.#samples;
    if (!file) return;
    const isFull = file.waitingChars > MAX_WAITING_SAMPLE_CHARS;
    const kept = isFull
      ? { ...batch, numbers: NO_NUMBERS, dropped: batch.dropped + countSamples(batch) }
      : batch;
    for (const line of sampleLines(kept)) file.add(line);
  }

  /** Returns once all that was handed over is on the disk, or the journal is lost. Never throws. */
  async flush(): Promise<void> {
    while (this.#flushing) await this.#flushing;
    if (!this.#windows || !this.#events) return;
    this.#flushing = this.#writeAll(this.#windows, this.#events, this.#samples);
    await this.#flushing;
  }

  /** The same in bounded time: a disk that hangs holds up no end of a run. What is said after is not recorded. */
  async settle(): Promise<void> {
    if (!(await endsInTime(this.flush()))) this.#lose('the disk does not answer');
  }

  /** Writes the summary. Never throws: what could not be written is told. */
  async finish(summary: Summary): Promise<void> {
    await this.settle();
    void this.#stop();
    const path = join(this.#folder, RUN_FILES.summary);
    try {
      const written = writeJsonAtomically(path, summary);
      if (!(await endsInTime(written))) this.#lose('the disk does not answer');
    } catch (error) {
      this.#lose(describeFileProblem(error));
    }
  }

  /** Events and what they tell of the run first: a window on the disk means that they are there. Samples last: nothing waits. */
  async #writeAll(windows: AppendFile, events: AppendFile, samples?: AppendFile): Promise<void> {
    try {
      if (this.#dropped > 0) events.add(JSON.stringify(this.#droppedEvent()));
      await events.flush();
      await this.#run.flush();
      await windows.flush();
      await samples?.flush();
    } catch (error) {
      this.#lose(describeFileProblem(error));
    } finally {
      this.#flushing = undefined;
    }
  }

  #droppedEvent(): RunEvent {
    const count = this.#dropped;
    this.#dropped = 0;
    return {
      atUs: this.#lastUs,
      kind: 'dropped',
      worker: null,
      connection: null,
      detail: { kind: 'journal', count },
    };
  }

  #lose(problem: string): void {
    if (this.#lost !== null) return;
    this.#lost = problem;
    void this.#stop();
    this.#options.onLost?.(problem);
  }

  async #stop(): Promise<void> {
    clearInterval(this.#timer);
    const files = [this.#windows, this.#events, this.#samples];
    this.#windows = undefined;
    this.#events = undefined;
    this.#samples = undefined;
    // What cannot be closed was lost before, and that was told.
    await Promise.all(files.map((file) => file?.close().catch(() => undefined)));
  }
}

/** False where the work takes longer than a run that ends may wait; it goes on by itself then. */
async function endsInTime(work: Promise<void>): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<false>();
  const timer = setTimeout(resolve, FINISH_MS, false);
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
