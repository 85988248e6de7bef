// What the metrics need to know of a run beside its measurements: names for the report, and what the findings
// depend on. Plain values, so that this folder knows neither plans nor platforms; output/ makes it of a RunInfo.

export interface RunDescription {
  readonly name: string;
  /** Wall clock, ISO 8601, UTC. */
  readonly startedAt: string;
  readonly platform: string;
  readonly profile: string;
  /** The target's address, without a secret. */
  readonly target: string;
  /** The ramp climbs until the platform refuses. */
  readonly seeksLimit: boolean;
  /** The most connections the profile asks for. */
  readonly peakTarget: number;
  /** Every duration was divided by this; 1 is real time. */
  readonly timeScale: number;
  /** False where the check of the server's certificate was switched off. */
  readonly certificateChecked: boolean;
  /** Connections may resume the TLS sessions of others. */
  readonly resumesTls: boolean;
  /** Of the machine the generator ran on; 0 where unknown. */
  readonly memoryBytes: number;
}
