// What `busyhour run` is to do, decided: the value that config/ hands to cli/.
// The plan holds no secret; `secrets` is the only place that does, and it is never written anywhere.
import type { Plan } from '../plan/plan.ts';

export interface RunConfig {
  readonly plan: Plan;
  readonly secrets: { readonly token?: string };
  readonly thresholds: readonly string[];
  /** `auto`: as many as the plan needs on this machine (cli/doctor-checks.ts). */
  readonly workers: number | 'auto';
  readonly output: OutputConfig;
  readonly authorizedBy: string | null;
  /** Every duration of the profile was divided by this. */
  readonly timeScale: number;
  /** What was decided for the user and may surprise: one sentence each, for stderr. */
  readonly notes: readonly string[];
}

export interface OutputConfig {
  /** Where run folders are made; as written, relative to the working directory. */
  readonly folder: string;
  readonly name: string;
  readonly json: boolean;
  readonly quiet: boolean;
  /** Null serves no metrics; 0 takes any free port. */
  readonly metricsPort: number | null;
  readonly metricsHost: string;
}
