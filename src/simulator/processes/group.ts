// Several processes on one port, seen from the one that watches over them: starts them, learns their port,
// stops them, and notices when one dies. Serves nothing itself.

import { AppError } from '../../base/app-error.ts';
import { sealingFlags } from '../../base/sealing-flags.ts';
import type { SimulatorOptions } from '../options.ts';
import type { FromProcess, ToProcess } from './messages.ts';

const START_MS = 30_000;
const STOP_MS = 15_000; // tens of thousands of close frames take a while

type Child = Bun.Subprocess<'ignore', 'ignore', 'inherit'>;

export class ProcessGroup {
  readonly #options: SimulatorOptions;
  readonly #boardPath: string;
  readonly #children: Child[] = [];
  readonly #died = Promise.withResolvers<AppError>();
  #isStopping = false;

  constructor(options: SimulatorOptions, boardPath: string) {
    this.#options = options;
    this.#boardPath = boardPath;
  }

  /** Resolves where a process ends that nobody stopped. */
  get died(): Promise<AppError> {
    return this.#died.promise;
  }

  get pids(): readonly number[] {
    return this.#children.map((child) => child.pid);
  }

  /** Starts all; the port they share. Where port 0 is asked for, the first finds one and the others follow. */
  async start(): Promise<number> {
    const { port, processes } = this.#options;
    const rows = Array.from({ length: processes }, (_, row) => row);
    if (port > 0) {
      await Promise.all(rows.map((row) => this.#spawn(row, port)));
      return port;
    }
    const found = await this.#spawn(0, 0);
    await Promise.all(rows.slice(1).map((row) => this.#spawn(row, found)));
    return found;
  }

  #spawn(row: number, port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      const fail = (message: string) => reject(new AppError('E_SIMULATOR', message));
      const deadline = setTimeout(
        () => fail(`a simulator process did not start within ${START_MS / 1_000} s`),
        START_MS,
      );
      const hear = (message: FromProcess, child: Child) => {
        if (message.kind === 'ready') {
          const { boardPath, options } = { boardPath: this.#boardPath, options: this.#options };
          send(child, { kind: 'start', options, boardPath, row, port });
          return;
        }
        clearTimeout(deadline);
        if (message.kind === 'listening') resolve(message.port);
        else
          reject(
            new AppError(
              message.code,
              message.message,
              message.hint === undefined ? {} : { hint: message.hint },
            ),
          );
      };
      const child: Child = Bun.spawn(
        [process.execPath, ...sealingFlags(), Bun.fileURLToPath(new URL('./child.ts', import.meta.url))],
        {
          stdin: 'ignore',
          stdout: 'ignore',
          stderr: 'inherit',
          serialization: 'json',
          ipc: (message: FromProcess, from) => hear(message, from as Child),
          onExit: (_, code, signal) => {
            clearTimeout(deadline);
            fail(`a simulator process ended before it listened (${signal ?? code})`);
            this.#noticeEnd(code, signal);
          },
        },
      );
      this.#children.push(child);
    });
  }

  #noticeEnd(code: number | null, signal: NodeJS.Signals | number | null): void {
    if (this.#isStopping) return;
    const message = `a simulator process ended by itself (${signal ?? code}); its connections are lost`;
    this.#died.resolve(
      new AppError('E_SIMULATOR', message, { hint: 'Start the simulator again.', exitCode: 5 }),
    );
  }

  /** Ends all: by asking, and after a while by force. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    for (const child of this.#children) send(child, { kind: 'stop' });
    const all = Promise.all(this.#children.map((child) => child.exited));
    const force = setTimeout(() => {
      for (const child of this.#children) child.kill('SIGKILL');
    }, STOP_MS);
    await all;
    clearTimeout(force);
  }
}

function send(child: Child, message: ToProcess): void {
  try {
    child.send(message);
  } catch {
    // It has ended already, which onExit tells.
  }
}
