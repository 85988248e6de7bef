// The schedule: a plan's profile as a lazy, ordered stream of due times. Knows no clock and no socket.
// Laws: over all shards the arrivals less the departures of a stage are its change of target, and none is
// dealt twice; the same seed gives the same due times however the plan is dealt.
import type { Replan, Stage } from '../base/stage.ts';
import type { Plan } from './plan.ts';
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

/** The entries of this plan's shard, ordered by `atUs`, as the replans had them played. */
export function* schedule(
  plan: Plan,
  replans: readonly Replan[] = [],
): Generator<ScheduleEntry, void, undefined> {
  let chapter: Chapter = { startUs: 0, from: 0, stages: plan.profile.stages };
  for (const { fromUs, stages } of replans) {
    for (const entry of chapterEntries(plan, chapter)) {
      if (entry.atUs >= fromUs) break;
      yield entry;
    }
    chapter = { startUs: fromUs, from: levelBefore(chapter, fromUs), stages };
  }
  yield* chapterEntries(plan, chapter);
}

/** Stages that follow one another from `startUs` on, where `from` connections are wanted already, over all shards. */
export interface Chapter extends Pick<Replan, 'stages'> {
  readonly startUs: number;
  readonly from: number;
}

export function* chapterEntries(
  plan: Plan,
  { startUs, from, stages }: Chapter,
): Generator<ScheduleEntry, void, undefined> {
  let atUs = startUs;
  let level = from;
  for (const stage of stages) {
    yield* stage.target >= level ? arrivals(plan, stage, level, atUs) : departures(plan, stage, level, atUs);
    level = stage.target;
    atUs += stage.durationUs;
  }
}

/** What stages ask for at their first instant, where `from` are wanted: a jump is made by then, a move has not begun. */
export function levelAtOnce(stages: readonly Stage[], from: number): number {
  const [first] = stages;
  return first?.shape === 'jump' ? first.target : from;
}

/** How many connections all entries before `untilUs` leave wanted, over all shards. */
export function levelBefore({ startUs, from, stages }: Chapter, untilUs: number): number {
  let atUs = startUs;
  let level = from;
  for (const stage of stages) {
    if (atUs >= untilUs) return level;
    const moves = Math.abs(stage.target - level);
    const made = atUs + stage.durationUs <= untilUs ? moves : movesBefore(stage, moves, untilUs - atUs);
    level += stage.target >= level ? made : -made;
    if (made < moves) return level;
    atUs += stage.durationUs;
  }
  return level;
}

/** How many of a stage's moves have an instant before `elapsedUs`. */
function movesBefore(stage: Stage, moves: number, elapsedUs: number): number {
  if (stage.shape === 'jump') return elapsedUs > 0 ? moves : 0;
  let n = Math.min(moves, Math.max(0, Math.floor((elapsedUs / stage.durationUs) * moves)));
  while (n > 0 && instantUs(stage, n - 1, moves) >= elapsedUs) n--;
  while (n < moves && instantUs(stage, n, moves) < elapsedUs) n++;
  return n;
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
