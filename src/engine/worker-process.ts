// The entry of a worker's process: the channel to the main process, and the end of both.
import type { FromWorker, ToWorker } from './messages.ts';
import { Worker } from './worker.ts';

// Ctrl-C reaches the whole process group; how a run ends is the main process' decision.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});

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
