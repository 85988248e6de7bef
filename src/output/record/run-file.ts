// run.json: there before the run begins, and written anew once its clock is known and when the load has ended.
// Law: it is whole at every moment, and holds no secret.
import type { RunFacts } from '../../metrics/record/facts.ts';
import { redactRun } from '../redaction.ts';
import type { RunClock, RunInfo } from '../run-info.ts';
import { writeJsonAtomically } from './run-folder.ts';

export class RunFile {
  readonly #path: string;
  #info: RunInfo | undefined;
  /** To be written; null where the file says it already. */
  #clock: RunClock | null = null;
  #isKnown = false;

  constructor(path: string) {
    this.#path = path;
  }

  /** Throws what the file system says. */
  async start(run: RunInfo): Promise<void> {
    this.#info = redactRun(run);
    await writeJsonAtomically(this.#path, this.#info);
  }

  /** When t = 0 was; once the load has ended, when each worker dialed first too. */
  note({ startedAt, firstDialUs }: RunFacts, isEnd: boolean): void {
    if (startedAt === null || (this.#isKnown && !isEnd)) return;
    this.#isKnown = true;
    this.#clock = { startedAt, firstDialUs: isEnd ? firstDialUs : {} };
  }

  /** Never throws: a file that cannot be written anew is still whole, and the events say the same. */
  async flush(): Promise<void> {
    const clock = this.#clock;
    this.#clock = null;
    if (clock !== null)
      await writeJsonAtomically(this.#path, { ...this.#info, clock }).catch(() => undefined);
  }
}
