// What `busyhour run` is to do, decided: the value that config/ hands to run/.
// The plan holds no secret; `secrets` is the only place that does, and it is never written anywhere.
import type { Plan } from '../plan/plan.ts';

export interface RunConfig {
  readonly plan: Plan;
  /** A token for each credential: a connection's is that of its ordinal mod their number. Empty where none is sent. */
  readonly secrets: { readonly tokens: readonly string[] };
  readonly thresholds: readonly string[];
  /** `auto`: as many as the plan needs on this machine (run/machine/checks.ts). */
  readonly workers: number | 'auto';
  readonly output: OutputConfig;
  readonly authorizedBy: string | null;
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
