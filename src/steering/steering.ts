// What happens next, decided from what is known of the run: the rules in the order in which they count, at most one
// decision a moment, none after the end. The one place that lists the rules.
import type { Moment } from '../metrics/record/moment.ts';
import type { RunRecord } from '../metrics/record/record.ts';
import type { Plan } from '../plan/plan.ts';
import { playedProfile } from '../plan/replan.ts';
import { Easing } from './easing.ts';
import { RampLimit } from './ramp-limit.ts';
import { Reach } from './reach.ts';
import type { Decision, Rule } from './rule.ts';

export class Steering {
  readonly #plan: Plan;
  readonly #rules: readonly Rule[];
  #isOver = false;

  constructor(plan: Plan) {
    this.#plan = plan;
    const ramp = plan.profile.untilThrottled ? [new RampLimit(plan.deadlines), new Easing()] : [];
    this.#rules = [new Reach(), ...ramp];
  }

  /** To be asked once for each moment, in order; `record` holds it already, and every command before it. */
  decide(moment: Moment, record: Pick<RunRecord, 'total' | 'facts'>): Decision | null {
    if (this.#isOver) return null;
    const scene = { moment, record, played: playedProfile(this.#plan.profile, record.facts.replans) };
    for (const rule of this.#rules) {
      const decision = rule.decide(scene);
      if (decision === null) continue;
      this.#isOver = decision.command?.kind === 'end';
      return decision;
    }
    return null;
  }
}
