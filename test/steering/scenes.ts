// Scenes for the tests of steering: one second after the other of a run that never ran.
import type { RunEvent } from '../../src/metrics/record/event.ts';
import { RunRecord } from '../../src/metrics/record/record.ts';
import { emptySnapshot, type Snapshot } from '../../src/metrics/snapshot.ts';
import type { Plan } from '../../src/plan/plan.ts';
import type { Profile } from '../../src/plan/profile.ts';
import { playedProfile } from '../../src/plan/replan.ts';
import type { Scene } from '../../src/steering/rule.ts';

export const RAMP: Profile = {
  name: 'ramp-up',
  stages: [10, 20, 30, 40].map((target) => ({
    name: `hold ${target}`,
    target,
    durationUs: 3_000_000,
    shape: 'jump',
  })),
  untilThrottled: true,
  timeScale: 1,
};

export type Second = Partial<Omit<Snapshot, 'gauges'>> & { readonly gauges?: Partial<Snapshot['gauges']> };

export class Scenes {
  readonly record = new RunRecord();
  readonly #plan: Pick<Plan, 'profile'>;
  #number = 0;

  constructor(plan: Pick<Plan, 'profile'> = { profile: RAMP }) {
    this.#plan = plan;
  }

  /** The next second. */
  next({ gauges, ...parts }: Second): Scene {
    const number = this.#number++;
    const startUs = number * 1_000_000;
    const levels = { ...emptySnapshot().gauges, ...gauges };
    const window = { ...emptySnapshot(), startUs, endUs: startUs + 1_000_000, ...parts, gauges: levels };
    const moment = { number, window, events: [], samples: [] };
    this.record.add(moment);
    return { moment, record: this.record, played: this.played };
  }

  get played(): Profile {
    return playedProfile(this.#plan.profile, this.record.facts.replans);
  }

  note(event: RunEvent | null): void {
    if (event !== null) this.record.note(event);
  }
}
