// The limit of a ramp: once the target refuses more, the ramp climbs no further; what it bears is held for as long as one
// more stage, to see whether it holds, and the profile ends with that. Handshakes that were in flight may still open:
// they are waited for before the level to hold is final.
import { limitEvent } from '../metrics/record/facts.ts';
import type { Snapshot } from '../metrics/snapshot.ts';
import type { Deadlines } from '../plan/plan.ts';
import { levelAt, type Profile, profileDurationUs, stageIndexAt } from '../plan/profile.ts';
import { LimitWatch } from './limit-watch.ts';
import type { Decision, Rule, Scene } from './rule.ts';

type Evidence = Readonly<Record<string, string | number>>;

export class RampLimit implements Rule {
  readonly #watch: LimitWatch;
  /** What the limit rested on, while handshakes that were in flight when it was met may still open. */
  #unsettled: Evidence | null = null;

  constructor(deadlines: Deadlines) {
    this.#watch = new LimitWatch(longestHandshakeUs(deadlines));
  }

  decide({ moment: { window }, record, played }: Scene): Decision | null {
    if (record.facts.limit !== null) return this.#settle(window, played);
    const limit = this.#watch.observe(window);
    if (limit === null) return null;
    const { open, connecting } = window.gauges;
    const { endUs: fromUs } = window;
    const stageUs = played.stages[stageIndexAt(played, fromUs)]?.durationUs ?? 0;
    const evidence = { ...limit };
    const event = limitEvent(fromUs, limit);
    const durationUs = Math.min(stageUs, profileDurationUs(played) - fromUs);
    if (durationUs <= 0) return { command: null, event };
    if (connecting > 0) this.#unsettled = evidence;
    return { ...holdFrom(fromUs, open + connecting, durationUs, evidence), event };
  }

  /** Once none of them is in flight any more. Workers close nothing for it: what opened is what they hold. */
  #settle({ endUs: fromUs, gauges }: Snapshot, played: Profile): Decision | null {
    const evidence = this.#unsettled;
    const durationUs = profileDurationUs(played) - fromUs;
    if (evidence === null || gauges.connecting > 0 || durationUs <= 0) return null;
    this.#unsettled = null;
    if (gauges.open >= levelAt(played, fromUs)) return null;
    return holdFrom(fromUs, gauges.open, durationUs, evidence);
  }
}

function holdFrom(fromUs: number, target: number, durationUs: number, evidence: Evidence): Decision {
  const stages = [{ name: 'hold at the limit', target, durationUs, shape: 'jump' } as const];
  return { command: { kind: 'replan', because: 'limit', evidence, fromUs, stages }, event: null };
}

/** Until every deadline of a handshake has passed. */
function longestHandshakeUs({ dnsUs, tcpUs, tlsUs, upgradeUs, readyUs }: Deadlines): number {
  return dnsUs + tcpUs + tlsUs + upgradeUs + readyUs;
}
