// The entry of a worker's process: the channel to the main process, and the end of both.
import type { FromWorker, ToWorker } from './messages.ts';
import { Worker } from './worker.ts';

// Ctrl-C and a closed terminal reach the whole process group; how a run ends is the main process' decision.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});

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

function send(message: FromWorker): void {
  process.send?.(message);
}

send({ type: 'ready' });
