// The schedule: a plan's profile as a lazy, ordered stream of due times. Knows no clock and no socket.
// Laws: over all shards the arrivals less the departures of a stage are its change of target, and none is
// dealt twice; the same seed gives the same due times however the plan is dealt.
import type { Plan } from './plan.ts';
import type { Stage } from './profile.ts';
import { uniformInteger } from './random.ts';

const JITTER_STREAM = 1;

export interface ScheduleEntry {
  readonly kind: 'arrival' | 'departure';
  /** Which of the profile's connections, from 0, across all shards. */
  readonly ordinal: number;
  /** The profile's own instant, from the start of the run. Entries come in this order. */
  readonly atUs: number;
  /** `atUs` and the arrival's jitter. */
  readonly dueUs: number;
}

/** The entries of this plan's shard, ordered by `atUs`; those of the stage `first` and later. */
export function* schedule(plan: Plan, first = 0): Generator<ScheduleEntry, void, undefined> {
  let from = 0;
  let startUs = 0;
  for (const [index, stage] of plan.profile.stages.entries()) {
    if (index >= first)
      yield* stage.target >= from
        ? arrivals(plan, stage, from, startUs)
        : departures(plan, stage, from, startUs);
    from = stage.target;
    startUs += stage.durationUs;
  }
}

function* arrivals(plan: Plan, stage: Stage, from: number, startUs: number): Generator<ScheduleEntry> {
  const [min, max] = plan.pacing.jitterUs;
  const { index, count } = plan.shard;
  for (let ordinal = firstOf(from, index, count); ordinal < stage.target; ordinal += count) {
    const atUs = startUs + instantUs(stage, ordinal - from, stage.target - from);
    yield {
      kind: 'arrival',
      ordinal,
      atUs,
      dueUs: atUs + uniformInteger(plan.seed, JITTER_STREAM, ordinal, min, max),
    };
  }
}

function* departures(plan: Plan, stage: Stage, from: number, startUs: number): Generator<ScheduleEntry> {
  const { index, count } = plan.shard;
  const last = from - 1 - ((((from - 1 - index) % count) + count) % count);
  for (let ordinal = last; ordinal >= stage.target; ordinal -= count) {
    const atUs = startUs + instantUs(stage, from - 1 - ordinal, from - stage.target);
    yield { kind: 'departure', ordinal, atUs, dueUs: atUs };
  }
}

/** When the nth of `many` moves of a stage happens: in the middle of its share of the duration. */
function instantUs(stage: Stage, nth: number, many: number): number {
  return stage.shape === 'jump' ? 0 : Math.round(((nth + 0.5) / many) * stage.durationUs);
}

/** The first ordinal at or after `from` that belongs to the shard. */
function firstOf(from: number, index: number, count: number): number {
  return from + ((((index - from) % count) + count) % count);
}
