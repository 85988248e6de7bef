// Watches a ramp for a target that begins to struggle: the guide's rule is that below 85 % of handshakes that
// succeed, or above 2 s for one, the ramp goes on in smaller steps. Pure; told once.
import { count, type Snapshot } from '../metrics/snapshot.ts';

export const EASE_RULE = { leastSuccess: 0.85, longestHandshakeUs: 2_000_000, increment: 0.05 } as const;

/** Fewer handshakes than this in a second say nothing. */
const LEAST_HANDSHAKES = 5;

export class EaseWatch {
  /** What is wrong, in words, in the window in which it shows; null while nothing is. */
  observe(window: Snapshot): string | null {
    const opened = count(window, 'opened');
    const ended = opened + count(window, 'failed');
    if (ended < LEAST_HANDSHAKES) return null;
    if (opened < EASE_RULE.leastSuccess * ended) return `${opened} of ${ended} handshakes succeeded`;
    const slow = window.histograms.handshakeService?.percentile(95) ?? 0;
    return slow > EASE_RULE.longestHandshakeUs ? `handshakes took ${(slow / 1e6).toFixed(1)} s (p95)` : null;
  }
}
