// Which case is being played, in a file that two processes map: it is readable when the one that plays hangs in a loop
// or was killed by a signal, when nothing could be said any more. A store costs a few nanoseconds.
import { writeFileSync } from 'node:fs';

export class Progress {
  readonly #cells: Float64Array;

  private constructor(file: string) {
    const map = Bun.mmap(file, { shared: true });
    this.#cells = new Float64Array(map.buffer, map.byteOffset, 2);
  }

  static create(file: string): Progress {
    writeFileSync(file, new Uint8Array(16));
    const progress = new Progress(file);
    progress.#cells[0] = -1;
    return progress;
  }

  static open(file: string): Progress {
    return new Progress(file);
  }

  /** The case that began last; -1 before the first. */
  get case(): number {
    return this.#cells[0]!;
  }

  /** Grows with every sign of life. */
  get beats(): number {
    return this.#cells[1]!;
  }

  begin(n: number): void {
    this.#cells[0] = n;
    this.#cells[1]! += 1;
  }

  beat(): void {
    this.#cells[1]! += 1;
  }
}
