// The recorder: what one worker measures in the window that is open now. The hot path adds to its plain
// numbers and histograms; `take` hands out the window as an immutable snapshot and begins the next.
import { Histogram } from './histogram.ts';
import type { CloseCause, Counts, FailureKind, NotAttemptedReason } from './outcome.ts';
import {
  COUNTERS,
  type Counter,
  type Gauges,
  type Health,
  HISTOGRAMS,
  type HistogramName,
  type Snapshot,
} from './snapshot.ts';

/** A start later than this after it was due counts as late: the generator's own fault. */
export const LATE_START_US = 5_000;

export class Recorder {
  readonly counters = zeroCounters();
  readonly histograms = emptyHistograms();
  open = 0;
  connecting = 0;
  /** Messages sent whose answer may still come. */
  outstanding = 0;
  #failures: Counts<FailureKind> = {};
  #closes: Counts<CloseCause> = {};
  #notAttempted: Counts<NotAttemptedReason> = {};
  #paused = 0;
  #pausedAtUs = 0;
  #peakOpen = 0;
  #startUs = 0;

  notAttempted(reason: NotAttemptedReason, n = 1): void {
    this.#notAttempted[reason] = (this.#notAttempted[reason] ?? 0) + n;
  }

  /** `slipUs` is the part of the lateness that is the generator's own, and not the waiting for a cap. */
  attempted(latenessUs: number, slipUs = latenessUs): void {
    this.counters.attempted++;
    this.connecting++;
    this.started(slipUs);
    this.histograms.handshakeLateness.record(latenessUs);
    this.histograms.dialSlip.record(slipUs);
  }

  /** A dial or a scheduled send began, this long after it could have. */
  started(slipUs: number): void {
    this.counters.starts++;
    if (slipUs > LATE_START_US) this.counters.lateStarts++;
  }

  opened(latencyUs: number, serviceUs: number): void {
    this.counters.opened++;
    this.connecting--;
    this.open++;
    if (this.open > this.#peakOpen) this.#peakOpen = this.open;
    this.histograms.handshakeLatency.record(latencyUs);
    this.histograms.handshakeService.record(serviceUs);
  }

  failed(kind: FailureKind): void {
    this.counters.failed++;
    this.connecting--;
    this.#failures[kind] = (this.#failures[kind] ?? 0) + 1;
    if (kind === 'throttled') this.counters.throttledHandshakes++;
  }

  closed(cause: CloseCause): void {
    this.counters.closed++;
    this.open--;
    this.#closes[cause] = (this.#closes[cause] ?? 0) + 1;
  }

  sent(): void {
    this.counters.messagesSent++;
    this.outstanding++;
  }

  answered(latencyUs: number, serviceUs: number): void {
    this.counters.messagesAnswered++;
    this.outstanding--;
    this.histograms.roundTrip.record(latencyUs);
    this.histograms.roundTripService.record(serviceUs);
  }

  timedOut(messages: number): void {
    this.counters.messagesTimedOut += messages;
    this.outstanding -= messages;
  }

  /** Their connection ended before they were answered. */
  lost(messages: number): void {
    this.counters.messagesLost += messages;
    this.outstanding -= messages;
  }

  /** From `nowUs` on so many more connections are not read from; 0 brings the time that all of them took up to date. */
  paused(more: number, nowUs: number): void {
    this.counters.backPressurePausedUs += this.#paused * (nowUs - this.#pausedAtUs);
    this.#paused += more;
    this.#pausedAtUs = nowUs;
  }

  /** Ends the window at `endUs` (since the run began) and begins the next. */
  take(endUs: number, levels: Pick<Gauges, 'target' | 'waiting' | 'sockets'>, health: Health): Snapshot {
    const snapshot: Snapshot = {
      startUs: this.#startUs,
      endUs,
      workers: 1,
      counters: takeCounters(this.counters),
      failures: this.#failures,
      closes: this.#closes,
      notAttempted: this.#notAttempted,
      gauges: {
        ...levels,
        open: this.open,
        connecting: this.connecting,
        outstanding: this.outstanding,
      },
      peakOpen: Math.max(this.#peakOpen, this.open),
      histograms: takeHistograms(this.histograms),
      health,
    };
    this.#startUs = endUs;
    this.#failures = {};
    this.#closes = {};
    this.#notAttempted = {};
    this.#peakOpen = this.open;
    return snapshot;
  }
}

function zeroCounters(): Record<Counter, number> {
  return Object.fromEntries(COUNTERS.map((name) => [name, 0])) as Record<Counter, number>;
}

function takeCounters(counters: Record<Counter, number>): Counts<Counter> {
  const taken: Counts<Counter> = {};
  for (const name of COUNTERS) {
    if (counters[name] === 0) continue;
    taken[name] = counters[name];
    counters[name] = 0;
  }
  return taken;
}

function emptyHistograms(): Record<HistogramName, Histogram> {
  return Object.fromEntries(HISTOGRAMS.map((name) => [name, new Histogram()])) as Record<
    HistogramName,
    Histogram
  >;
}

function takeHistograms(histograms: Record<HistogramName, Histogram>): Snapshot['histograms'] {
  const taken: Partial<Record<HistogramName, Histogram>> = {};
  for (const name of HISTOGRAMS) {
    if (histograms[name].count === 0) continue;
    taken[name] = histograms[name].copy();
    histograms[name].reset();
  }
  return taken;
}
