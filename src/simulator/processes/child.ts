// The entry of one serving process: told by its parent what to be, counting on the board they share. It lives
// no longer than its parent: when their channel closes, even by kill -9, it ends at once.

import { AppError } from '../../base/app-error.ts';
import { boardMemory } from '../board.ts';
import { createHost } from '../connection/host.ts';
import { type RunningServer, startServer } from '../server.ts';
import type { FromProcess, StartMessage, ToProcess } from './messages.ts';

let running: RunningServer | undefined;

function tell(message: FromProcess): void {
  process.send?.(message);
}

function start({ options, boardPath, row, port }: StartMessage): void {
  try {
    const memory = boardMemory(options, boardPath);
    running = startServer(createHost(options, memory, row), port, true);
    tell({ kind: 'listening', port: running.port });
  } catch (error) {
    const known = error instanceof AppError ? error : new AppError('E_SIMULATOR', String(error));
    tell({ kind: 'failed', code: known.code, message: known.message, hint: known.hint });
  }
}

async function stop(): Promise<void> {
  await running?.stop();
  process.exit(0);
}

process.on('disconnect', () => process.exit(0));
// Signals to the whole group, Ctrl-C above all, are the parent's to answer: it says when to stop.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
process.on('SIGHUP', () => {});
process.on('message', (message: ToProcess) => {
  if (message.kind === 'start') start(message);
  else void stop();
});
if (process.send) tell({ kind: 'ready' });
else process.exit(0);
