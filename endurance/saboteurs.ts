// Ways to spoil a measurement that its figures alone would not show, and the reasons that a verdict must then give. A
// healthy run stands among them, which must be believed. Each strikes the real processes of a real run, from outside.
import { readdirSync } from 'node:fs';
import { cpus } from 'node:os';
import { kill } from './launch.ts';

/** The processes of a run that is under way. */
export interface Victims {
  readonly main: number;
  readonly workers: readonly number[];
}

export interface Sabotage {
  readonly name: string;
  /** Words of `busyhour run` beside the address. */
  readonly load: string;
  /** Called once the load runs; returns how to undo it. */
  strike(victims: Victims): () => void;
  /** One of these must be among the reasons; none at all for a healthy run. */
  readonly reasons: readonly string[];
}

const STEADY =
  '--connections 50 --message-rate 10 --duration 6s --jitter 0s-500ms --drain-timeout 1s --workers 1';
const PAUSE_MS = 200;
const HOGS_PER_CORE = 3;
/** Files that a worker may still open once it is struck. */
const SPARE_FILES = 30;

export const SABOTAGES: readonly Sabotage[] = [
  // Longer than the others: a runtime that is only warming up is late in its first second or two.
  { name: 'nothing: a healthy run', load: STEADY.replace('6s', '15s'), strike: () => nothing, reasons: [] },
  {
    name: 'hogs on every core',
    load: STEADY,
    strike: () => {
      const hogs = Array.from({ length: HOGS_PER_CORE * cpus().length }, startHog);
      return () => hogs.forEach(kill);
    },
    reasons: ['machine-busy', 'starved', 'slip', 'late-starts', 'loop-lag', 'pauses'],
  },
  {
    name: `its loop blocked for ${PAUSE_MS} ms`,
    load: STEADY,
    strike: ({ workers }) => {
      const [worker] = workers;
      process.kill(worker!, 'SIGSTOP');
      // How long is not left to a timer of this process, which may itself be late; longer is no less a sabotage.
      const timer = setTimeout(() => process.kill(worker!, 'SIGCONT'), PAUSE_MS);
      return () => clearTimeout(timer);
    },
    reasons: ['pauses', 'late-starts', 'loop-lag'],
  },
  {
    name: 'more load than it can make',
    load: '--connections 2000 --message-rate 200 --duration 6s --jitter 0s-500ms --drain-timeout 1s --workers 1',
    strike: () => nothing,
    reasons: ['generator-cpu', 'late-starts', 'slip', 'loop-lag', 'pauses'],
  },
  {
    name: 'a file limit',
    load: '--connections 400 --message-rate 1 --duration 6s --jitter 1s-4s --drain-timeout 1s --workers 1',
    strike: ({ workers }) => {
      const files = readdirSync(`/proc/${workers[0]}/fd`).length + SPARE_FILES;
      const { exitCode } = Bun.spawnSync(['prlimit', `--nofile=${files}`, '--pid', String(workers[0])]);
      if (exitCode !== 0) throw new Error('prlimit (util-linux) failed');
      return nothing;
    },
    reasons: ['local-limit'],
  },
  {
    name: 'a worker stopped for good',
    load: STEADY.replace('--workers 1', '--workers 2'),
    strike: ({ workers }) => {
      process.kill(workers[0]!, 'SIGSTOP');
      return nothing;
    },
    reasons: ['worker-lost'],
  },
];

function nothing(): void {}

function startHog(): number {
  return Bun.spawn(['node', '-e', 'for (;;) {}'], { stdio: ['ignore', 'ignore', 'ignore'] }).pid;
}
