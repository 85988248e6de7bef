// A worker process as its main process sees it: started, ready, playing, ended; and how it was lost.
import { join } from 'node:path';
import type { Subprocess } from 'bun';
import { sealingFlags } from '../../base/sealing-flags.ts';
import type { FromWorker, ToWorker, WindowMessage } from '../channel.ts';

export interface WorkerEvents {
  onWindow(message: WindowMessage): void;
  onDrained(): void;
  /** It ended without saying so: by a signal, an exit code, an out-of-memory kill. */
  onLost(how: string): void;
}

const ENTRY = join(import.meta.dir, '../worker/process.ts');

export class WorkerHandle {
  readonly index: number;
  readonly ready: Promise<void>;
  readonly #process: Subprocess;
  readonly #events: WorkerEvents;
  #onReady!: () => void;
  state: 'starting' | 'running' | 'ended' = 'starting';

  constructor(index: number, events: WorkerEvents) {
    this.index = index;
    this.#events = events;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.ready = promise;
    this.#onReady = resolve;
    this.#process = Bun.spawn([process.execPath, ...sealingFlags(), ENTRY], {
      stdio: ['ignore', 'ignore', 'inherit'],
      serialization: 'json',
      ipc: (message) => this.#onMessage(message as FromWorker),
      onExit: (_process, code, signal) => this.#onExit(code, signal),
    });
  }

  get pid(): number {
    return this.#process.pid;
  }

  send(message: ToWorker): void {
    if (this.state !== 'ended') this.#process.send(message);
  }

  kill(): void {
    this.state = 'ended';
    this.#process.kill('SIGKILL');
  }

  #onMessage(message: FromWorker): void {
    if (this.state === 'ended') return;
    switch (message.type) {
      case 'ready':
        this.state = 'running';
        return this.#onReady();
      case 'window':
        return this.#events.onWindow(message);
      case 'drained':
        this.kill();
        return this.#events.onDrained();
    }
  }

  #onExit(code: number | null, signal: unknown): void {
    if (this.state === 'ended') return;
    this.#events.onLost(
      signal === null || signal === undefined ? `exited with code ${code}` : `ended by ${signalName(signal)}`,
    );
  }
}

function signalName(signal: unknown): string {
  return typeof signal === 'string' ? signal : `signal ${String(signal)}`;
}
