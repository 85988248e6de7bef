// Which outputs a run has: the terminal, the journal in its run folder, the page, and Prometheus where a port
// was given. Opens them in an order that leaves nothing half written when one cannot be opened.
import { join } from 'node:path';
import type { RunConfig } from '../config/run-config.ts';
import { monotonicClock } from '../engine/loop/clock.ts';
import type { RunEvent } from '../metrics/run-event.ts';
import type { SampleBatch } from '../metrics/sample.ts';
import type { Snapshot } from '../metrics/snapshot.ts';
import type { Summary } from '../metrics/summary/shape.ts';
import type { Output } from '../output/output.ts';
import { PrometheusOutput } from '../output/prometheus/prometheus.ts';
import { Journal, markLost } from '../output/record/journal.ts';
import { renderRecordedPage } from '../output/record/recorded-page.ts';
import {
  createRunFolder,
  describeFileProblem,
  RUN_FILES,
  writeAtomically,
} from '../output/record/run-folder.ts';
import type { RunInfo } from '../output/run-info.ts';
import { Tee } from '../output/tee.ts';
import { lookOf } from '../output/terminal/look.ts';
import { standardError, writeError, writeResult } from '../output/terminal/streams.ts';
import { renderSummary } from '../output/terminal/summary.ts';
import { TerminalOutput } from '../output/terminal/terminal.ts';

export interface RunOutputs {
  readonly journalLost: string | null;
  window(window: Snapshot, soFar: Snapshot): void;
  event(event: RunEvent): void;
  /** Only the run folder keeps them. */
  samples(batch: SampleBatch): void;
  /** What was told so far is on the disk, or the journal is lost. */
  flush(): Promise<void>;
  /** Writes the results: the folder's last files, the summary on stdout, the folder's path as stderr's last line. */
  finish(summary: Summary): Promise<void>;
  close(): Promise<void>;
}

export async function openOutputs(config: RunConfig, info: RunInfo): Promise<RunOutputs> {
  const { output } = config;
  const prometheus =
    output.metricsPort === null
      ? undefined
      : new PrometheusOutput({ host: output.metricsHost, port: output.metricsPort });
  await prometheus?.start(info);
  if (prometheus !== undefined && !output.quiet) writeError(`busyhour: metrics at ${prometheus.url}\n`);
  try {
    const folder = await createRunFolder(output.folder, info.name, new Date(info.startedAt));
    const terminal = openTerminal(output.quiet);
    const journal = new Journal(folder, {
      onLost: (problem) =>
        terminal.note(`busyhour: the run folder ${folder} is incomplete from here on: ${problem}`),
    });
    await journal.start(info);
    await terminal.start(info);
    const others: Output[] = prometheus === undefined ? [terminal] : [terminal, prometheus];
    return new Outputs(folder, journal, terminal, new Tee([journal, ...others]), prometheus, output.json);
  } catch (error) {
    await prometheus?.[Symbol.asyncDispose]();
    throw error;
  }
}

function openTerminal(quiet: boolean): TerminalOutput {
  const { stderr } = process;
  return new TerminalOutput({
    ...lookOf(process.env, stderr),
    stream: standardError,
    columns: () => stderr.columns ?? 80,
    rows: () => stderr.rows ?? 24,
    quiet,
    clock: monotonicClock,
  });
}

class Outputs implements RunOutputs {
  readonly #folder: string;
  readonly #journal: Journal;
  readonly #terminal: TerminalOutput;
  readonly #tee: Tee;
  readonly #prometheus: PrometheusOutput | undefined;
  readonly #json: boolean;

  constructor(
    folder: string,
    journal: Journal,
    terminal: TerminalOutput,
    tee: Tee,
    prometheus: PrometheusOutput | undefined,
    json: boolean,
  ) {
    this.#folder = folder;
    this.#journal = journal;
    this.#terminal = terminal;
    this.#tee = tee;
    this.#prometheus = prometheus;
    this.#json = json;
  }

  get journalLost(): string | null {
    return this.#journal.lost;
  }

  window(window: Snapshot, soFar: Snapshot): void {
    this.#tee.window(window, soFar);
  }

  event(event: RunEvent): void {
    this.#tee.event(event);
  }

  samples(batch: SampleBatch): void {
    this.#journal.samples(batch);
  }

  async flush(): Promise<void> {
    await this.#journal.flush();
  }

  /** What is lost was told when it was lost; a page that cannot be written for the same reason is not told again. */
  async finish(summary: Summary): Promise<void> {
    await this.#tee.finish(summary);
    const { lost } = this.#journal;
    const whole = markLost(summary, lost);
    const problem = await writePage(this.#folder, whole);
    if (problem !== null && problem !== lost) writeError(`busyhour: ${pageProblem(this.#folder, problem)}\n`);
    await printSummary(whole, this.#json);
    writeError(`${this.#folder}\n`);
  }

  async close(): Promise<void> {
    await this.#terminal[Symbol.asyncDispose]();
    await this.#prometheus?.[Symbol.asyncDispose]();
  }
}

/** report.html, from what the folder holds, whole or not at all; null, or why it could not be written. */
export async function writePage(folder: string, summary: Summary): Promise<string | null> {
  try {
    await writeAtomically(join(folder, RUN_FILES.page), await renderRecordedPage(folder, summary));
    return null;
  } catch (error) {
    return describeFileProblem(error);
  }
}

export function pageProblem(folder: string, problem: string): string {
  return `${join(folder, RUN_FILES.page)} could not be written: ${problem}`;
}

export async function printSummary(summary: Summary, json: boolean): Promise<void> {
  if (json) return writeResult(`${JSON.stringify(summary, null, 2)}\n`);
  const { color, unicode } = lookOf(process.env, process.stdout);
  await writeResult(renderSummary(summary, { color, unicode, columns: process.stdout.columns ?? 80 }));
}
