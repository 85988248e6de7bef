#!/usr/bin/env node
// The launcher: runs busyhour on its pinned Bun and passes on how it ended. Node 20 or newer, nothing else.
// Ctrl-C reaches the whole process group by itself; a signal sent to this process alone is told to the main
// process over a private channel, which counts the two separately, so that one Ctrl-C is never taken for two.
import { spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { isatty } from 'node:tty';
import { fileURLToPath } from 'node:url';
import { bunPathOrExit } from './bun-path.js';

const main = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));
// Nothing in the current folder may change a run but what the user names: a preload would be code with the token in reach.
const config = fileURLToPath(new URL('./bunfig.toml', import.meta.url));
const sealed = ['--no-env-file', `--config=${config}`];
const terminals = [0, 1, 2].filter((fd) => isatty(fd));
let child;
// Before there is anything to leave behind.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    if (child?.connected) child.send({ signal }, () => {});
  });
}
child = spawn(bunPathOrExit(), [...sealed, main, ...process.argv.slice(2)], {
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  // Its last compiler takes a third of a core for seconds and gives next to nothing back: docs/decisions/004.
  env: { BUN_JSC_useFTLJIT: 'false', ...process.env },
});

child.on('error', (error) => {
  process.stderr.write(`busyhour: its runtime cannot be started: ${error.message}\n`);
  leave(5);
});
child.on('exit', (code, signal) => {
  if (code !== null) return leave(code);
  // It was ended before it could hear a signal, or by one that nobody hears.
  if (signal === 'SIGINT') return leave(130);
  if (signal === 'SIGTERM' || signal === 'SIGHUP') return leave(143);
  process.stderr.write(
    `busyhour: ended by ${signal}; that is how a system out of memory ends a process\n` +
      '  A run up to its last second is in its folder: busyhour report FOLDER rebuilds the rest.\n',
  );
  leave(5);
});

/** Node aborts at its exit where a terminal that it was given is gone by then; what is closed it leaves alone. */
function leave(code) {
  for (const fd of terminals) closeSync(fd);
  process.exit(code);
}
