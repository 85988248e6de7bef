// Watches for a target that never opens a single connection: then going on for hours tells nothing more.
// Pure; compares counts with the time since the first attempt.
import { US_PER_SECOND } from '../base/time.ts';
import { count, type Snapshot } from '../metrics/snapshot.ts';

/** How long a target may refuse from the start; a handshake in flight is waited for up to its own deadlines. */
const PATIENCE_US = 5 * US_PER_SECOND;

export class ReachWatch {
  #firstAttemptUs: number | null = null;

  /** True once nothing opened, something failed, and the patience is used up. */
  isUnreachable(window: Snapshot, soFar: Snapshot): boolean {
    if (this.#firstAttemptUs === null && count(soFar, 'attempted') > 0) this.#firstAttemptUs = window.startUs;
    if (this.#firstAttemptUs === null || count(soFar, 'opened') > 0 || count(soFar, 'failed') === 0)
      return false;
    return window.endUs - this.#firstAttemptUs >= PATIENCE_US;
  }
}
