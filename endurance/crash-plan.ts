// Whom to kill and when, drawn from a seed: the same seed and number are the same crash on every machine, as far as a
// machine that is faster or slower lets the same moment find a run in the same state.
import { uniform, uniformInteger } from '../src/plan/random.ts';

/** `tree` is launcher, main process and workers at once, as the end of a session or of a container would have it. */
export const VICTIMS = ['tree', 'main', 'worker'] as const;
export type Victim = (typeof VICTIMS)[number];

export const WORKERS = 2;
const CONNECTIONS = 20;
const MESSAGE_RATE = 10;
/** Of all workers, once all connections are open. */
export const REQUESTS_PER_SECOND = CONNECTIONS * MESSAGE_RATE;
/** What a short run lives, from its launcher's start to its exit, with a little beyond. */
const LIFE_MS = 4_000;

export interface CrashPlan {
  readonly n: number;
  readonly victim: Victim;
  /** Which of the workers, where it is one. */
  readonly worker: number;
  /** Since the launcher was started; a victim that is not there yet dies as soon as it is. */
  readonly atMs: number;
  /** How long the run would last. */
  readonly seconds: number;
}

const MOMENT = 0;
const WHICH = 1;
const LENGTH = 2;
/** A short run has all that a run has: a ramp, messages, windows, an end, a drain, a report. */
const SHORT_SECONDS = 3;
/** A long one goes on after the crash where nobody ends it. */
const LONG_SECONDS = 60;

export function planCrash(seed: number, n: number): CrashPlan {
  const victim = VICTIMS[n % VICTIMS.length]!;
  // A run that lost a worker is waited for.
  const isShort = victim === 'worker' || uniform(seed, LENGTH, n) < 0.5;
  return {
    n,
    victim,
    worker: uniformInteger(seed, WHICH, n, 0, WORKERS - 1),
    atMs: uniformInteger(seed, MOMENT, n, 0, LIFE_MS),
    seconds: isShort ? SHORT_SECONDS : LONG_SECONDS,
  };
}

export function wordsOf({ seconds }: CrashPlan): string[] {
  const load = `--profile constant --connections ${CONNECTIONS} --message-rate ${MESSAGE_RATE} --ramp 1s --jitter 0s-50ms`;
  return `${load} --duration ${seconds}s --workers ${WORKERS} --out runs --quiet --json`.split(' ');
}
