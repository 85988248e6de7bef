#!/usr/bin/env node
// Runs the pinned Bun with the arguments given: what this project's own scripts call.
import { spawnSync } from 'node:child_process';
import { bunPathOrExit } from './bun-path.js';

const { status, signal } = spawnSync(bunPathOrExit(), process.argv.slice(2), { stdio: 'inherit' });
process.exit(status ?? (signal ? 1 : 0));
