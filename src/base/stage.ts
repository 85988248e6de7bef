// A stage of a load, and stages that take the place of others: the words that plans, commands and their records share.

export interface Stage {
  readonly name: string;
  /** Connections to hold at the end of the stage. */
  readonly target: number;
  readonly durationUs: number;
  /** `jump` asks for the target at once and holds it; `linear` moves there evenly over the duration. */
  readonly shape: 'jump' | 'linear';
}

/** From `fromUs` on, microseconds since the run began, these stages follow instead of what was planned. */
export interface Replan {
  readonly fromUs: number;
  readonly stages: readonly Stage[];
}
