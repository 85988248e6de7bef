// Raw round trips of one worker, bounded: so many in a window, the rest counted. Law: keeping one writes five numbers
// into an array that was made once; no object, and nothing at all where none are wanted (then there is no log).
import { SAMPLE_FIELDS, type SampleBatch } from '../../metrics/sample.ts';

export class SampleLog {
  readonly #worker: number;
  readonly #startUs: number;
  readonly #numbers: Float64Array;
  #used = 0;
  #dropped = 0;

  private constructor(worker: number, startUs: number, perWindow: number) {
    this.#worker = worker;
    this.#startUs = startUs;
    this.#numbers = new Float64Array(perWindow * SAMPLE_FIELDS.length);
  }

  /** `startUs` is the run's beginning on the clock that `add` and `take` are told the time of; null keeps nothing. */
  static create(worker: number, startUs: number, perWindow: number): SampleLog | null {
    return perWindow > 0 ? new SampleLog(worker, startUs, perWindow) : null;
  }

  /** A due time between two microseconds counts from the later one, as its latency in the histograms does. */
  add(connection: number, n: number, dueUs: number, startedUs: number, endedUs: number): void {
    const numbers = this.#numbers;
    let at = this.#used;
    if (at === numbers.length) {
      this.#dropped++;
      return;
    }
    numbers[at++] = connection;
    numbers[at++] = n;
    numbers[at++] = Math.ceil(dueUs) - this.#startUs;
    numbers[at++] = startedUs - this.#startUs;
    numbers[at++] = endedUs - this.#startUs;
    this.#used = at;
  }

  /** What the window holds, until the next answer is added; the window begins anew. */
  take(endUs: number): SampleBatch {
    const batch: SampleBatch = {
      worker: this.#worker,
      endUs: endUs - this.#startUs,
      numbers: this.#numbers.subarray(0, this.#used),
      dropped: this.#dropped,
    };
    this.#used = 0;
    this.#dropped = 0;
    return batch;
  }
}
