// Signals that ask a run to end. The first asks for a clean end, a second ends the process at once. A signal
// may come from the terminal, which reaches launcher and main process alike, and from the launcher's channel,
// which repeats it: the two are counted apart and the larger count holds. A launcher that is gone counts as one, and
// a terminal that is gone as none: kernel and shell both tell of it, and nobody asks twice by that.
import { EXIT, type ExitCode } from '../base/app-error.ts';

type SignalName = 'SIGINT' | 'SIGTERM' | 'SIGHUP';
const SIGNALS: readonly SignalName[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

export class Interrupts {
  readonly #asked = new AbortController();
  readonly #counts = { direct: 0, launcher: 0 };
  #exitCode: ExitCode = EXIT.interrupted;

  constructor() {
    for (const name of SIGNALS) process.on(name, () => this.#count('direct', name));
    process.on('message', (message: unknown) => {
      const signal = SIGNALS.find((name) => name === (message as { signal?: unknown } | null)?.signal);
      if (signal !== undefined) this.#count('launcher', signal);
    });
    process.on('disconnect', () => this.#count('launcher', 'SIGTERM'));
  }

  /** Aborted by the first interrupt. */
  get signal(): AbortSignal {
    return this.#asked.signal;
  }

  /** What the process exits with when it was interrupted. */
  get exitCode(): ExitCode {
    return this.#exitCode;
  }

  #count(source: 'direct' | 'launcher', name: SignalName): void {
    if (name !== 'SIGHUP') this.#counts[source]++;
    if (Math.max(this.#counts.direct, this.#counts.launcher) > 1) process.exit(this.#exitCode);
    if (this.#asked.signal.aborted) return;
    this.#exitCode = name === 'SIGINT' ? EXIT.interrupted : EXIT.terminated;
    this.#asked.abort();
  }
}
