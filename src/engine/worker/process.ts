// The entry of a worker's process: the channel to the main process, and the end of both.
import type { FromWorker, ToWorker } from '../channel.ts';
import { warmUp } from './warm-up.ts';
import { Worker } from './worker.ts';

/** EX_SOFTWARE of sysexits.h. */
const FAULT = 70;

// Ctrl-C and a closed terminal reach the whole process group; how a run ends is the main process' decision.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});

// After a fault of ours nothing this process says can be trusted: it ends, and its connections count as worker-lost.
process.on('uncaughtException', endWith);
process.on('unhandledRejection', endWith);

let worker: Worker | undefined;

process.on('disconnect', () => {
  worker?.abandon();
  process.exit(0);
});

process.on('message', (message: ToWorker) => {
  if (message.type !== 'start') {
    worker?.tell(message);
    return;
  }
  worker = new Worker(message, send);
  worker.start();
});

function endWith(fault: unknown): void {
  const [what, where = ''] =
    fault instanceof Error ? [String(fault), fault.stack?.split('\n')[1]] : [String(fault)];
  process.stderr.write(`busyhour: a worker process failed, please report it: ${what} ${where.trim()}\n`);
  process.exit(FAULT);
}

function send(message: FromWorker): void {
  process.send?.(message);
}

warmUp();
send({ type: 'ready' });
