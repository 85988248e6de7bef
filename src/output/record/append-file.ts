// A file that only grows: lines wait in memory, bounded, until `flush` has them on the disk.
// One writer, one flush at a time; the caller sees to both.
import { type FileHandle, open } from 'node:fs/promises';

export class AppendFile {
  readonly #handle: FileHandle;
  #waiting: string[] = [];
  #waitingChars = 0;

  private constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  static async open(path: string): Promise<AppendFile> {
    return new AppendFile(await open(path, 'a'));
  }

  /** Characters handed over and not yet written. */
  get waitingChars(): number {
    return this.#waitingChars;
  }

  add(line: string): void {
    this.#waiting.push(line, '\n');
    this.#waitingChars += line.length + 1;
  }

  /** Writes all that waits, and returns once the disk has it. Throws what the file system says. */
  async flush(): Promise<void> {
    if (this.#waiting.length === 0) return;
    const bytes = Buffer.from(this.#waiting.join(''));
    this.#waiting = [];
    this.#waitingChars = 0;
    for (let at = 0; at < bytes.length; ) {
      const { bytesWritten } = await this.#handle.write(bytes, at, bytes.length - at);
      at += bytesWritten;
    }
    await this.#handle.datasync();
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}
