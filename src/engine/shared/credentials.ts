// The credentials of a worker, by the ordinal of a connection: its token, and what it dials with it. Law: an ordinal has the
// same credential in every worker and in every run of one plan.
import type { Plan } from '../../plan/plan.ts';
import { type Destination, targetDestination } from './destination.ts';
import type { Secrets } from './secrets.ts';

export interface Credential {
  readonly index: number;
  /** undefined where nobody gave any. */
  readonly token: string | undefined;
  readonly destination: Destination;
}

export class Credentials {
  readonly #plan: Plan;
  readonly #tokens: readonly string[];
  /** Made when first dialed with. */
  readonly #made: (Credential | undefined)[] = [];

  constructor(plan: Plan, { tokens }: Secrets) {
    this.#plan = plan;
    this.#tokens = tokens;
  }

  of(ordinal: number): Credential {
    const index = ordinal % Math.max(1, this.#tokens.length);
    this.#made[index] ??= this.#make(index);
    return this.#made[index];
  }

  #make(index: number): Credential {
    const { target, platform } = this.#plan;
    const token = this.#tokens[index];
    return { index, token, destination: targetDestination(target, platform.token, token) };
  }
}
