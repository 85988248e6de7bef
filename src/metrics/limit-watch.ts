// Watches a ramp's windows for the moment the target refuses more: the one decision that measurements feed
// back. Pure; told once. A throttle counts at once, anything else only where it is more than an accident.
import type { LimitFound } from './capacity.ts';
import { type CloseCause, type Counts, type FailureKind, total } from './outcome.ts';
import { count, type Snapshot } from './snapshot.ts';

/** What a platform that is full does instead of saying 429. */
const OVERLOAD: readonly FailureKind[] = [
  'upgrade-closed',
  'upgrade-reset',
  'upgrade-timeout',
  'tcp-refused',
  'tcp-reset',
  'tcp-timeout',
  'server-error',
  'ready-closed',
  'ready-timeout',
];
const WINDOWS = 3;
const LEAST_FAILURES = 3;
const LEAST_SHARE = 0.1;

export class LimitWatch {
  #recent: Snapshot[] = [];
  #opened = 0;

  /** The limit, in the window in which it was met. */
  observe(window: Snapshot): LimitFound | null {
    this.#opened += count(window, 'opened');
    const before = this.#recent.at(-1);
    this.#recent = [...this.#recent.slice(1 - WINDOWS), window];
    const limitedBy = this.#throttle(window) ?? this.#overload();
    if (limitedBy === null) return null;
    // The profile may have stepped up since: what was wanted when the window began was not borne either.
    const { open } = window.gauges;
    const wanted = before?.gauges.target ?? 0;
    return { open, target: wanted > open ? wanted : window.gauges.target, limitedBy };
  }

  #throttle(window: Snapshot): FailureKind | CloseCause | null {
    if (this.#opened === 0) return null;
    const refused = (window.failures.throttled ?? 0) > 0 || (window.closes.throttled ?? 0) > 0;
    return refused ? 'throttled' : null;
  }

  /** Failures of this sort, several and a share of all that was attempted lately, where others had opened. */
  #overload(): FailureKind | null {
    if (this.#opened === 0) return null;
    const sum: Counts<FailureKind> = {};
    let attempted = 0;
    for (const window of this.#recent) {
      attempted += count(window, 'attempted');
      for (const kind of OVERLOAD) sum[kind] = (sum[kind] ?? 0) + (window.failures[kind] ?? 0);
    }
    const failures = total(sum);
    if (failures < LEAST_FAILURES || failures < LEAST_SHARE * attempted) return null;
    return OVERLOAD.reduce((most, kind) => ((sum[kind] ?? 0) > (sum[most] ?? 0) ? kind : most));
  }
}
