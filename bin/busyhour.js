#!/usr/bin/env node
// The launcher: runs busyhour on its pinned Bun and passes on how it ended. Node 20 or newer, nothing else.
// Ctrl-C reaches the whole process group by itself; a signal sent to this process alone is told to the main
// process over a private channel, which counts the two separately, so that one Ctrl-C is never taken for two.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { bunPathOrExit } from './bun-path.js';

const main = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));
const child = spawn(bunPathOrExit(), [main, ...process.argv.slice(2)], {
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
});

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    if (child.connected) child.send({ signal }, () => {});
  });
}

child.on('error', (error) => {
  process.stderr.write(`busyhour: its runtime cannot be started: ${error.message}\n`);
  process.exit(5);
});
child.on('exit', (code, signal) => {
  process.exit(code ?? (signal === 'SIGINT' ? 130 : signal === 'SIGTERM' ? 143 : 5));
});
