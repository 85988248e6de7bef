// What was measured, before anyone judges it: the figures of summary.json, read from a record. Pure.
// Law: a figure is a function of the windows and events alone.
import { findCapacity } from '../capacity.ts';
import { PHASE_HISTOGRAMS, PHASES, type Phase } from '../figures/phases.ts';
import type { RunDescription } from '../figures/run-description.ts';
import type { Figures } from '../figures/shape.ts';
import { NO_QUANTILES, type Quantiles } from '../histogram.ts';
import { CLOSE_CAUSES, type Counts, FAILURE_KINDS, lostOf, NOT_ATTEMPTED } from '../outcome.ts';
import type { RunRecord } from '../record/record.ts';
import { type Counter, count, type HistogramName, type Snapshot } from '../snapshot.ts';
import type { WindowStats } from '../window-stats.ts';

/** `record` is of a run that may have been cut off: then its ending is `recovered`. */
export function measure(
  run: RunDescription,
  { total, stats, facts }: Pick<RunRecord, 'total' | 'stats' | 'facts'>,
): Figures {
  const ending = facts.ending ?? 'recovered';
  const n = (counter: Counter) => count(total, counter);
  const q = (name: HistogramName): Quantiles => total.histograms[name]?.quantiles() ?? NO_QUANTILES;
  const { name, startedAt, platform, profile, target } = run;
  const durationUs = Math.max(0, total.endUs - total.startUs);
  return {
    version: 1,
    run: { name, startedAt, durationUs, platform, profile, target, ending },
    connections: measureConnections(total, stats),
    handshake: {
      latencyUs: q('handshakeLatency'),
      serviceUs: q('handshakeService'),
      latenessUs: q('handshakeLateness'),
      phasesUs: measurePhases(q),
    },
    messages: {
      sent: n('messagesSent'),
      received: n('messagesReceived'),
      valid: n('messagesValid'),
      invalid: n('messagesInvalid'),
      parseErrors: n('parseErrors'),
      answered: n('messagesAnswered'),
      unanswered: n('messagesSent') - n('messagesAnswered'),
      timedOut: n('messagesTimedOut'),
      lostAtClose: n('messagesLost'),
      inFlightAtEnd: total.gauges.outstanding,
      lateAnswers: n('repliesLate'),
      overdueAtEnd: n('sendsOverdue'),
      acks: n('acksSent'),
      roundTripUs: q('roundTrip'),
      roundTripServiceUs: q('roundTripService'),
      latenessUs: q('sendLateness'),
      slipUs: q('sendSlip'),
      pushUs: q('push'),
    },
    ping: {
      sent: n('pingsSent'),
      answered: n('pongsReceived'),
      received: n('pingsReceived'),
      rttUs: q('pingRtt'),
    },
    backPressure: {
      events: n('backPressureEvents'),
      pausedUs: n('backPressurePausedUs'),
      queueDepth: q('queueDepth'),
      writeBlocked: n('writeBlocked'),
      sendsSkipped: n('sendsSkipped'),
    },
    tokens: {
      // A token is given, not fetched: there is no endpoint that one could come from, or fail to.
      fetched: 0,
      rotated: 0,
      failed: 0,
      rejected: n('tokensRejected'),
    },
    throttled: { handshakes: n('throttledHandshakes'), messages: n('throttledMessages') },
    capacity: findCapacity(facts.limit, total),
    generator: {
      workers: total.workers,
      loopLagUs: q('loopLag'),
      cpuShare: round(total.health.cpuShare, 3),
      rssBytesPeak: total.health.rssBytes,
      waitShare: round(total.health.waitShare, 3),
      machineShare: round(total.health.machineShare, 3),
      fileShare: round(total.health.fileShare, 3),
      portShare: round(total.health.portShare, 3),
      slipUs: q('dialSlip'),
      kernel: facts.kernel,
    },
  };
}

function measurePhases(q: (name: HistogramName) => Quantiles): Figures['handshake']['phasesUs'] {
  const measured = PHASES.map((phase) => [phase, q(PHASE_HISTOGRAMS[phase])] as const);
  return Object.fromEntries(measured) as Record<Phase, Quantiles>;
}

function measureConnections(total: Snapshot, stats: WindowStats): Figures['connections'] {
  const churn = measureChurn(total, stats);
  return {
    asked: count(total, 'asked'),
    attempted: count(total, 'attempted'),
    notAttempted: moved(total.notAttempted, NOT_ATTEMPTED),
    opened: count(total, 'opened'),
    failed: count(total, 'failed'),
    closed: count(total, 'closed'),
    openAtEnd: total.gauges.open,
    connectingAtEnd: total.gauges.connecting,
    waitingAtEnd: total.gauges.waiting,
    peakOpen: total.peakOpen,
    failures: moved(total.failures, FAILURE_KINDS),
    closes: moved(total.closes, CLOSE_CAUSES),
    ...churn,
    redials: count(total, 'redials'),
  };
}

/** Closes that the target or the network caused: neither the profile's own nor those of a worker that died. */
function measureChurn(total: Snapshot, stats: WindowStats): { churnPerMinute: number; churnShare: number } {
  const lost = lostOf(total.closes) - (total.closes['worker-lost'] ?? 0);
  const minutes = stats.spanSeconds / 60;
  if (lost === 0 || minutes === 0) return { churnPerMinute: 0, churnShare: 0 };
  // Where connections live shorter than a window the average is nearly 0; then the peak must stand for it.
  const open = stats.averageOpen > 0 ? stats.averageOpen : Math.max(1, total.peakOpen);
  return { churnPerMinute: round(lost / minutes, 2), churnShare: round(lost / minutes / open, 6) };
}

/** The counts that moved, in the order of their union. */
function moved<K extends string>(counts: Readonly<Counts<K>>, keys: readonly K[]): Counts<K> {
  const kept: Counts<K> = {};
  for (const key of keys) {
    const n = counts[key] ?? 0;
    if (n !== 0) kept[key] = n;
  }
  return kept;
}

function round(value: number, digits: number): number {
  const scale = 10 ** digits;
  return Math.round(value * scale) / scale;
}
