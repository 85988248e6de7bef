// A terminal that never makes the program wait. One that takes no text (Ctrl-S, a connection that stalls) holds up
// whoever writes to it, and with the main process the record and the end of a run; so it is opened anew, for itself and
// non-blocking. What is not taken at once waits here, in order, and is offered again. Linux; elsewhere there is none.
import { constants, openSync, writeSync } from 'node:fs';

const OFFER_MS = 50;
/** Some frames of the live view; it draws none while one waits. */
const MOST_WAITING_BYTES = 1024 * 1024;

export class PatientTerminal {
  readonly #file: number;
  #waiting: Buffer = Buffer.alloc(0);
  #gone: Error | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #onDrained: (() => void)[] = [];

  private constructor(file: number) {
    this.#file = file;
  }

  /** Undefined where the stream is no terminal, or cannot be opened anew. */
  static open(stream: { readonly isTTY?: boolean; readonly fd: number }): PatientTerminal | undefined {
    if (stream.isTTY !== true || process.platform !== 'linux') return undefined;
    try {
      const flags = constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY;
      return new PatientTerminal(openSync(`/proc/self/fd/${stream.fd}`, flags));
    } catch {
      return undefined; // it belongs to another user: then as it was given
    }
  }

  get writableNeedDrain(): boolean {
    return this.#waiting.length > 0;
  }

  write(text: string): void {
    if (this.#gone !== undefined || this.#waiting.length > MOST_WAITING_BYTES) return;
    this.#waiting = Buffer.concat([this.#waiting, Buffer.from(text)]);
    this.#offer();
  }

  /** Once all is taken, or never will be: then with the reason. */
  async drained(): Promise<Error | undefined> {
    if (this.#waiting.length > 0) await new Promise<void>((resolve) => this.#onDrained.push(resolve));
    return this.#gone;
  }

  #offer(): void {
    clearTimeout(this.#timer);
    try {
      while (this.#waiting.length > 0) {
        this.#waiting = this.#waiting.subarray(writeSync(this.#file, this.#waiting));
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EAGAIN') {
        this.#timer = setTimeout(() => this.#offer(), OFFER_MS);
        return;
      }
      this.#gone = error as Error;
      this.#waiting = Buffer.alloc(0);
    }
    for (const resolve of this.#onDrained.splice(0)) resolve();
  }
}
