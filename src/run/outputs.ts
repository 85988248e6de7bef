// Which outputs a run has: the terminal, the journal in its run folder, the page, and Prometheus where a port
// was given. Opens them in an order that leaves nothing half written when one cannot be opened.
import { join } from 'node:path';
import type { RunConfig } from '../config/run-config.ts';
import { monotonicClock } from '../engine/loop/clock.ts';
import type { Summary } from '../metrics/figures/shape.ts';
import type { FailedOutput } from '../metrics/findings/input.ts';
import type { RunEvent } from '../metrics/record/event.ts';
import type { Moment } from '../metrics/record/moment.ts';
import type { RunRecord } from '../metrics/record/record.ts';
import type { Output } from '../output/output.ts';
import { PageOutput } from '../output/page/page.ts';
import { PrometheusOutput } from '../output/prometheus/prometheus.ts';
import { Journal } from '../output/record/journal.ts';
import {
  createRunFolder,
  describeFileProblem,
  RUN_FILES,
  writeAtomically,
} from '../output/record/run-folder.ts';
import type { RunInfo } from '../output/run-info.ts';
import { type OutputStep, Tee } from '../output/tee.ts';
import { lookOf } from '../output/terminal/look.ts';
import { standardError, writeError, writeResult } from '../output/terminal/streams.ts';
import { renderSummary } from '../output/terminal/summary.ts';
import { TerminalOutput } from '../output/terminal/terminal.ts';

export interface RunOutputs {
  /** Why the run folder is incomplete; null where it is not. */
  readonly journalLost: string | null;
  readonly failed: readonly FailedOutput[];
  moment(moment: Moment, record: RunRecord): void;
  event(event: RunEvent, record: RunRecord): void;
  /** What was told so far is on the disk, or the journal is lost; in bounded time where the run has ended. */
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
    const page = new PageOutput(async (html) => {
      const problem = await writePage(folder, html);
      // What is lost was told when it was lost.
      if (problem !== null && problem !== journal.lost)
        writeError(`busyhour: ${pageProblem(folder, problem)}\n`);
    });
    await journal.start(info);
    await terminal.start(info);
    await page.start(info);
    const others: Output[] = prometheus === undefined ? [terminal] : [terminal, prometheus];
    const tee = new Tee([journal, ...others, page], {
      onFailure: (name, problem, step) => tellFailure(terminal, name, problem, step),
    });
    return new Outputs(folder, journal, terminal, tee, prometheus, output.json);
  } catch (error) {
    await prometheus?.[Symbol.asyncDispose]();
    throw error;
  }
}

/** Above the live view; past it where the view itself is what fails. */
function tellFailure(terminal: TerminalOutput, name: string, problem: string, step: OutputStep): void {
  const isLast = step === 'finish' || step === 'dispose';
  const line = `busyhour: ${name} failed${isLast ? ' at the end' : ''}: ${problem}${isLast ? '' : '; the run goes on'}`;
  try {
    terminal.note(line);
  } catch {
    writeError(`${line}\n`);
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
  #hasEnded = false;

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

  get failed(): readonly FailedOutput[] {
    return this.#tee.failed;
  }

  moment(moment: Moment, record: RunRecord): void {
    this.#tee.moment(moment, record);
  }

  event(event: RunEvent, record: RunRecord): void {
    this.#hasEnded ||= event.kind === 'end';
    this.#tee.event(event, record);
  }

  async flush(): Promise<void> {
    await (this.#hasEnded ? this.#journal.settle() : this.#journal.flush());
  }

  async finish(summary: Summary): Promise<void> {
    await this.#tee.finish(summary);
    await printSummary(summary, this.#json);
    writeError(`${this.#folder}\n`);
  }

  async close(): Promise<void> {
    await this.#terminal[Symbol.asyncDispose]();
    await this.#prometheus?.[Symbol.asyncDispose]();
  }
}

/** report.html, whole or not at all; null, or why it could not be written. */
export async function writePage(folder: string, html: string): Promise<string | null> {
  try {
    await writeAtomically(join(folder, RUN_FILES.page), html);
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
