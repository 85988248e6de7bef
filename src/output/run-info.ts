// run.json: what was asked for and on what it ran. Secrets never reach it: a Plan has none.
import type { Plan } from '../plan/plan.ts';

export interface RunInfo {
  readonly version: 1;
  readonly id: string;
  readonly name: string;
  /** Wall clock, ISO 8601, UTC. */
  readonly startedAt: string;
  readonly plan: Plan;
  /** Of every due time: two runs with the same one asked the same at the same moments. */
  readonly scheduleHash: string;
  readonly thresholds: readonly string[];
  readonly workers: number;
  readonly authorizedBy: string | null;
  readonly software: { readonly busyhour: string; readonly bun: string };
  readonly machine: {
    readonly os: string;
    readonly arch: string;
    readonly cpus: number;
    readonly cpuModel: string;
    readonly memoryBytes: number;
    readonly fileLimit: number;
  };
  /** From the moment on at which it is known; recordings of earlier versions have none. */
  readonly clock?: RunClock;
}

/** What ties the run's own time to the wall clock, and its workers to each other. */
export interface RunClock {
  /** The wall clock at t = 0, ISO 8601, UTC. */
  readonly startedAt: string;
  /** When each worker dialed first, microseconds from t = 0, by its index; empty until the run has ended. */
  readonly firstDialUs: Readonly<Record<number, number>>;
}
