// Many outputs as one. Law: an output that fails does not stop the others and does not stop the run; what it
// said is kept, once for each step, with how often.
import type { RunEvent } from '../metrics/run-event.ts';
import type { Snapshot } from '../metrics/snapshot.ts';
import type { Summary } from '../metrics/summary/shape.ts';
import type { Output } from './output.ts';
import type { RunInfo } from './run-info.ts';

export type OutputStep = 'window' | 'event' | 'finish' | 'dispose';

export interface OutputFailure {
  readonly output: Output;
  readonly step: OutputStep;
  /** The first one; later ones of the same output and step are only counted. */
  readonly error: unknown;
  readonly times: number;
}

export class Tee implements Output, AsyncDisposable {
  readonly #outputs: readonly Output[];
  readonly #failures: { output: Output; step: OutputStep; error: unknown; times: number }[] = [];

  constructor(outputs: readonly Output[]) {
    this.#outputs = [...outputs];
  }

  /** What failed since the start, in the order in which it first did. */
  get failures(): readonly OutputFailure[] {
    return this.#failures;
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

  window(window: Snapshot, soFar: Snapshot): void {
    for (const output of this.#outputs) this.#try(output, 'window', () => output.window(window, soFar));
  }

  event(event: RunEvent): void {
    for (const output of this.#outputs) this.#try(output, 'event', () => output.event(event));
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
    const known = this.#failures.find((failure) => failure.output === output && failure.step === step);
    if (known) known.times += 1;
    else this.#failures.push({ output, step, error, times: 1 });
  }
}
