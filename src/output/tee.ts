// Many outputs as one. Law: an output that fails does not stop the others and does not stop the run; what it said is
// told once for each step, and kept with how often, for the summary.

import type { Summary } from '../metrics/figures/shape.ts';
import type { FailedOutput } from '../metrics/findings/input.ts';
import type { RunEvent } from '../metrics/record/event.ts';
import type { Moment } from '../metrics/record/moment.ts';
import type { RunRecord } from '../metrics/record/record.ts';
import type { Output } from './output.ts';
import type { RunInfo } from './run-info.ts';
import { cleanText } from './words.ts';

export type OutputStep = 'moment' | 'event' | 'finish' | 'dispose';

export interface TeeOptions {
  /** Called when an output fails at a step for the first time, with what it said as a clause. */
  readonly onFailure?: (output: string, problem: string, step: OutputStep) => void;
}

export class Tee implements Output, AsyncDisposable {
  readonly name = 'all outputs';
  readonly #outputs: readonly Output[];
  readonly #onFailure: TeeOptions['onFailure'];
  readonly #failed = new Map<Output, { output: string; problem: string; times: number }>();
  readonly #told = new Map<Output, Set<OutputStep>>();

  constructor(outputs: readonly Output[], { onFailure }: TeeOptions = {}) {
    this.#outputs = [...outputs];
    this.#onFailure = onFailure;
  }

  /** Who failed since the start, in the order in which they first did, each with what it said first. */
  get failed(): readonly FailedOutput[] {
    return [...this.#failed.values()];
  }

  /**
   * In order. An output that cannot start ends it all, for then the run must not begin: those already started are
   * disposed of where they know how, and its error is thrown.
   */
  async start(run: RunInfo): Promise<void> {
    const started: Output[] = [];
    for (const output of this.#outputs) {
      try {
        started.push(output);
        await output.start(run);
      } catch (error) {
        for (const one of started.reverse()) await this.#dispose(one);
        throw error;
      }
    }
  }

  moment(moment: Moment, record: RunRecord): void {
    for (const output of this.#outputs) this.#try(output, 'moment', () => output.moment(moment, record));
  }

  event(event: RunEvent, record: RunRecord): void {
    for (const output of this.#outputs) this.#try(output, 'event', () => output.event(event, record));
  }

  /** In order, each after the one before, and all of them. */
  async finish(summary: Summary): Promise<void> {
    for (const output of this.#outputs) {
      try {
        await output.finish(summary);
      } catch (error) {
        this.#note(output, 'finish', error);
      }
    }
  }

  /** Where no summary will come: outputs that hold a port or a cursor give it back. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const output of this.#outputs) await this.#dispose(output);
  }

  async #dispose(output: Output): Promise<void> {
    try {
      await (output as Partial<AsyncDisposable>)[Symbol.asyncDispose]?.();
    } catch (error) {
      this.#note(output, 'dispose', error);
    }
  }

  #try(output: Output, step: OutputStep, run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#note(output, step, error);
    }
  }

  #note(output: Output, step: OutputStep, error: unknown): void {
    const problem = cleanText(error instanceof Error ? error.message : String(error));
    const known = this.#failed.get(output);
    if (known) known.times += 1;
    else this.#failed.set(output, { output: output.name, problem, times: 1 });
    const told = this.#told.get(output) ?? new Set();
    this.#told.set(output, told);
    if (told.has(step)) return;
    told.add(step);
    this.#onFailure?.(output.name, problem, step);
  }
}
