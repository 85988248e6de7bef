// A target that never opens a single connection: then going on for hours tells nothing more. Compares counts with the time
// since the first attempt.
import { US_PER_SECOND } from '../base/time.ts';
import { count } from '../metrics/snapshot.ts';
import type { Decision, Rule, Scene } from './rule.ts';

/** How long a target may refuse from the start; a handshake in flight is waited for up to its own deadlines. */
const PATIENCE_US = 5 * US_PER_SECOND;

export class Reach implements Rule {
  #firstAttemptUs: number | null = null;

  /** Ends the run once nothing opened, something failed, and the patience is used up. */
  decide({ moment: { window }, record: { total } }: Scene): Decision | null {
    if (this.#firstAttemptUs === null && count(total, 'attempted') > 0) this.#firstAttemptUs = window.startUs;
    const failed = count(total, 'failed');
    if (this.#firstAttemptUs === null || count(total, 'opened') > 0 || failed === 0) return null;
    if (window.endUs - this.#firstAttemptUs < PATIENCE_US) return null;
    const evidence = { failed };
    return { command: { kind: 'end', because: 'unreachable', evidence, withinUs: null }, event: null };
  }
}
