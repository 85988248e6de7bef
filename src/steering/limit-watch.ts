// Watches a ramp's windows for the moment the target refuses more: the one decision that measurements feed
// back. Pure; told once. A throttle counts at once, anything else only where it is more than an accident.
import { US_PER_SECOND } from '../base/time.ts';
import type { LimitFound } from '../metrics/capacity.ts';
import { type CloseCause, type Counts, type FailureKind, total } from '../metrics/outcome.ts';
import { count, type Snapshot } from '../metrics/snapshot.ts';

/** What a platform that is full does instead of saying 429, at once. */
const REFUSALS: readonly FailureKind[] = [
  'upgrade-closed',
  'upgrade-reset',
  'tcp-refused',
  'tcp-reset',
  'server-error',
  'ready-closed',
];
/** Or by its silence, which shows only when a deadline has passed. */
const SILENCES: readonly FailureKind[] = ['tcp-timeout', 'upgrade-timeout', 'ready-timeout'];
const RECENT_US = 3 * US_PER_SECOND;
const LEAST_FAILURES = 3;
const LEAST_SHARE = 0.1;

interface Second {
  readonly endUs: number;
  readonly attempted: number;
  readonly failures: Snapshot['failures'];
}

export class LimitWatch {
  readonly #handshakeUs: number;
  #seconds: Second[] = [];
  #target = 0;
  #opened = 0;

  /** `handshakeUs` is how long a handshake may take before every one of its deadlines has passed. */
  constructor(handshakeUs: number) {
    this.#handshakeUs = handshakeUs;
  }

  /** The limit, in the window in which it was met. */
  observe(window: Snapshot): LimitFound | null {
    this.#opened += count(window, 'opened');
    const before = this.#target;
    this.#target = window.gauges.target;
    const from = window.endUs - RECENT_US - this.#handshakeUs;
    this.#seconds = this.#seconds.filter(({ endUs }) => endUs > from);
    const { endUs, failures } = window;
    this.#seconds.push({ endUs, failures, attempted: count(window, 'attempted') });
    const limitedBy = this.#throttle(window) ?? this.#overload(endUs);
    if (limitedBy === null) return null;
    // The profile may have stepped up since: what was wanted when the window began was not borne either.
    const { open } = window.gauges;
    return { open, target: before > open ? before : window.gauges.target, limitedBy };
  }

  #throttle(window: Snapshot): FailureKind | CloseCause | null {
    if (this.#opened === 0) return null;
    const refused = (window.failures.throttled ?? 0) > 0 || (window.closes.throttled ?? 0) > 0;
    return refused ? 'throttled' : null;
  }

  /**
   * Lately several failures of this sort, and a share of what they can have been attempted among, where others had opened.
   * A refusal is as old as its attempt; a silence may be the end of an attempt of long ago.
   */
  #overload(endUs: number): FailureKind | null {
    if (this.#opened === 0) return null;
    const recent = this.#seconds.filter((second) => second.endUs > endUs - RECENT_US);
    return worstOf(REFUSALS, recent, recent) ?? worstOf([...REFUSALS, ...SILENCES], recent, this.#seconds);
  }
}

function worstOf(
  kinds: readonly FailureKind[],
  failing: readonly Second[],
  attempting: readonly Second[],
): FailureKind | null {
  const sum: Counts<FailureKind> = {};
  for (const { failures } of failing)
    for (const kind of kinds) sum[kind] = (sum[kind] ?? 0) + (failures[kind] ?? 0);
  const all = total(sum);
  const attempted = attempting.reduce((n, second) => n + second.attempted, 0);
  if (all < LEAST_FAILURES || all < LEAST_SHARE * attempted) return null;
  return kinds.reduce((most, kind) => ((sum[kind] ?? 0) > (sum[most] ?? 0) ? kind : most));
}
