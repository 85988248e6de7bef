// A ramp whose target begins to struggle: the guide's rule is that below 85 % of handshakes that succeed, or above 2 s for
// one, the ramp goes on in smaller steps, of 5 % of its own target. Told once, and not after its limit was found.
import type { Stage } from '../base/stage.ts';
import { US_PER_SECOND } from '../base/time.ts';
import { count, type Snapshot } from '../metrics/snapshot.ts';
import { type Profile, profilePeak, stageIndexAt, stageStartUs } from '../plan/profile.ts';
import type { Decision, Rule, Scene } from './rule.ts';

export const EASE_RULE = { leastSuccess: 0.85, longestHandshakeUs: 2_000_000, increment: 0.05 } as const;

/** Fewer handshakes than this in a second say nothing. */
const LEAST_HANDSHAKES = 5;
/** A step that begins while the command is on its way to the workers is played as planned. */
const NOTICE_US = US_PER_SECOND;

export class Easing implements Rule {
  #isOver = false;

  decide({ moment: { window }, record, played }: Scene): Decision | null {
    if (this.#isOver || record.facts.limit !== null) return null;
    const struggle = struggleOf(window);
    if (struggle === null) return null;
    const stage = stageIndexAt(played, window.endUs + NOTICE_US);
    if (stage < 0) return null;
    this.#isOver = true;
    const increment = Math.max(1, Math.round(EASE_RULE.increment * profilePeak(played)));
    const stages = easedStages(played, stage + 1, increment);
    if (stages.length === 0) return null;
    const evidence = { increment, struggle };
    const fromUs = stageStartUs(played, stage + 1);
    return { command: { kind: 'replan', because: 'struggle', evidence, fromUs, stages }, event: null };
  }
}

/** What is wrong in this second, in words; null where nothing is. */
export function struggleOf(window: Snapshot): string | null {
  const opened = count(window, 'opened');
  const ended = opened + count(window, 'failed');
  if (ended < LEAST_HANDSHAKES) return null;
  if (opened < EASE_RULE.leastSuccess * ended) return `${opened} of ${ended} handshakes succeeded`;
  const slow = window.histograms.handshakeService?.percentile(95) ?? 0;
  return slow > EASE_RULE.longestHandshakeUs ? `handshakes took ${(slow / 1e6).toFixed(1)} s (p95)` : null;
}

/** The stages from `first` on, but that each climbs by at most `increment` above the one before. */
export function easedStages({ stages }: Profile, first: number, increment: number): Stage[] {
  let before = stages[first - 1]?.target ?? 0;
  return stages.slice(first).map((stage) => {
    before = Math.min(stage.target, before + increment);
    return { ...stage, target: before };
  });
}
