// The summary of a run: everything measured, as summary.json holds it. Pure: the same windows, events and
// description give the same summary, in the run itself and years later from its folder.
// Law: its sums add up, or its verdict says that they do not.
import { findCapacity } from '../capacity.ts';
import { collectFindings } from '../findings/findings.ts';
import { NO_QUANTILES, type Quantiles } from '../histogram.ts';
import {
  CLOSE_CAUSES,
  type CloseCause,
  type Counts,
  FAILURE_KINDS,
  NOT_ATTEMPTED,
  total as sumOf,
} from '../outcome.ts';
import type { RunDescription } from '../run-description.ts';
import type { RunFacts } from '../run-facts.ts';
import { type Counter, count, type HistogramName, type Snapshot } from '../snapshot.ts';
import { evaluateThresholds, type Threshold } from '../threshold/threshold.ts';
import { type Gap, judge } from '../verdict/verdict.ts';
import type { WindowStats } from '../window-stats.ts';
import type { Ending, Figures, Summary } from './shape.ts';

export interface SummaryInput {
  readonly run: RunDescription;
  /** All windows accumulated. */
  readonly total: Snapshot;
  /** Of the same windows, one by one. */
  readonly stats: WindowStats;
  readonly thresholds: readonly Threshold[];
  readonly ending: Ending;
  readonly facts: RunFacts;
  /** Holes in the record: of a run that was read back; a run itself has none. */
  readonly gaps: readonly Gap[];
  /** Why the run folder is incomplete; null where it is not. */
  readonly journalLost: string | null;
}

export function summarize(input: SummaryInput): Summary {
  const { run, total, stats, ending } = input;
  const figures = measure(input);
  const thresholds = evaluateThresholds(input.thresholds, figures);
  const { validity, reasons } = judge(total, stats, {
    ended: ending !== 'recovered' && ending !== 'failed',
    facts: input.facts,
    thresholds: input.thresholds,
    figures,
    gaps: input.gaps,
    journalLost: input.journalLost,
  });
  const passed =
    validity !== 'INVALID' && !isUnreached(figures) && thresholds.every((threshold) => threshold.passed);
  const { version, run: about, ...rest } = figures;
  return {
    version,
    run: about,
    verdict: { validity, reasons, thresholds, passed },
    ...rest,
    findings: collectFindings({ run, figures, total, stats }),
  };
}

/** It dialed, and nothing ever opened: whatever was asked of the target, it did not do it. */
export function isUnreached({ connections: { attempted, opened } }: Pick<Figures, 'connections'>): boolean {
  return attempted > 0 && opened === 0;
}

function measure({ run, total, stats, ending, facts }: SummaryInput): Figures {
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
      phasesUs: {
        dns: q('phaseDns'),
        tcp: q('phaseTcp'),
        tls: q('phaseTls'),
        upgrade: q('phaseUpgrade'),
        ready: q('phaseReady'),
      },
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
      fetched: n('tokensFetched'),
      rotated: n('tokensRotated'),
      failed: n('tokensFailed'),
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
  const own: readonly CloseCause[] = ['ours', 'worker-lost'];
  const lost = sumOf(total.closes) - own.reduce((sum, cause) => sum + (total.closes[cause] ?? 0), 0);
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
