// The folder's front door: start a stand-in platform, read its figures, stop it. With one process it serves
// inside the caller's; with several the caller's process only watches over them.

import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '../base/app-error.ts';
import { Board, boardMemory, createBoardFile } from './board.ts';
import { createHost } from './connection/host.ts';
import { checkSimulatorOptions } from './option-rules.ts';
import type { SimulatorOptions } from './options.ts';
import { ProcessGroup } from './processes/group.ts';
import { cannotListen, startServer } from './server.ts';
import type { SimulatorStats } from './stats.ts';

export interface RunningSimulator {
  /** `ws://` or `wss://`, with the platform's path. */
  readonly url: string;
  readonly statsUrl: string;
  readonly port: number;
  /** The processes that serve: the caller's own, or its children. */
  readonly pids: readonly number[];
  /** Resolves with null once stopped, or with the failure that ended the simulator. */
  readonly ended: Promise<AppError | null>;
  /** All processes' figures as they are now; the last ones once stopped. */
  stats(): Promise<SimulatorStats>;
  /** Closes every connection (1001) and the port. */
  stop(): Promise<void>;
}

interface Serving {
  readonly port: number;
  readonly pids: readonly number[];
  readonly board: Board;
  readonly died: Promise<AppError>;
  stop(): Promise<void>;
}

/**
 * Starts a simulator and resolves once its port is open. Rejects with an AppError: E_USAGE where the options
 * will not do, E_PORT_IN_USE, E_SIMULATOR where it cannot listen or a process does not start.
 */
export async function startSimulator(options: SimulatorOptions): Promise<RunningSimulator> {
  const problems = checkSimulatorOptions(options);
  if (problems.length > 0)
    throw new AppError('E_USAGE', `the simulator cannot start:\n  ${problems.join('\n  ')}`);
  const serving = options.processes === 1 ? serveHere(options) : await serveInProcesses(options);
  const ended = Promise.withResolvers<AppError | null>();
  let stopping: Promise<void> | undefined;
  const stop = (failure: AppError | null) => {
    stopping ??= serving.stop().then(() => ended.resolve(failure));
    return stopping;
  };
  void serving.died.then(stop);
  const address = `${options.host.includes(':') ? `[${options.host}]` : options.host}:${serving.port}`;
  const secure = options.tls ? 's' : '';
  return {
    url: `ws${secure}://${address}${options.path ?? '/'}`,
    statsUrl: `http${secure}://${address}/stats`,
    port: serving.port,
    pids: serving.pids,
    ended: ended.promise,
    stats: async () => serving.board.stats(options),
    stop: () => stop(null),
  };
}

function serveHere(options: SimulatorOptions): Serving {
  const host = createHost(options, boardMemory(options), 0);
  const { port, stop } = startServer(host, options.port, false);
  return { port, pids: [process.pid], board: host.board, died: new Promise(() => {}), stop };
}

async function serveInProcesses(options: SimulatorOptions): Promise<Serving> {
  if (options.port > 0) checkPortIsFree(options);
  const boardPath = join(tmpdir(), `busyhour-simulator-${randomUUID()}`);
  const group = new ProcessGroup(options, boardPath);
  try {
    createBoardFile(boardPath, options);
    const board = new Board(boardMemory(options, boardPath), options, 0);
    const port = await group.start();
    return { port, pids: group.pids, board, died: group.died, stop: () => group.stop() };
  } catch (error) {
    await group.stop();
    throw error;
  } finally {
    rmSync(boardPath, { force: true }); // all have mapped it: nothing is left behind, however this ends
  }
}

/** Sharing a port would let two simulators answer on it unnoticed, so it is first asked for alone. */
function checkPortIsFree(options: SimulatorOptions): void {
  try {
    const { host: hostname, port } = options;
    Bun.listen({ hostname, port, socket: { data: () => {} } }).stop(true);
  } catch (error) {
    throw cannotListen(error, options, options.port);
  }
}
