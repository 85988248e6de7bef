// What one window (one second) measured, mergeable: the only thing that travels from engine to outputs.
// Two laws, both property-tested: `merge` (the shards of one window) and `accumulate` (the windows of one
// shard) are associative and commutative, and `emptySnapshot()` is their zero.
import type { Histogram } from './histogram.ts';
import {
  addCounts,
  type CloseCause,
  type Counts,
  type FailureKind,
  type NotAttemptedReason,
} from './outcome.ts';

/** Counters of a window. All count events, but those whose unit ends their name. */
export const COUNTERS = [
  'asked',
  'attempted',
  'opened',
  'failed',
  'closed',
  'redials',
  'messagesSent',
  'messagesReceived',
  'messagesValid',
  'messagesInvalid',
  'parseErrors',
  'messagesAnswered',
  'messagesTimedOut', // no answer within the reply timeout
  'messagesLost', // unanswered when their connection ended
  'messagesOneWay', // sent, and answered by no design of the platform's: no part of messagesSent
  'repliesLate', // answers that came after their message had timed out
  'acksSent',
  'bytesSent',
  'bytesReceived',
  'pingsSent',
  'pongsReceived',
  'pingsReceived',
  'pushesAhead', // events stamped later than they came, by over a millisecond: the platform's clock is ahead
  'backPressureEvents',
  'backPressurePausedUs',
  'writeBlocked', // sends that found the socket unwilling to take all bytes
  'sendsOverdue', // messages that waited for their turn behind unanswered ones until the load or their connection ended
  'sendsSkipped', // scheduled sends dropped because the write queue was full
  'tokensRejected',
  'throttledHandshakes',
  'throttledMessages',
  'lateStarts', // starts more than 5 ms after they were due
  'lateParts', // workers' seconds that came after their second was told, and count in this one
  'starts', // dials and scheduled sends started: what lateStarts is a share of
] as const;
export type Counter = (typeof COUNTERS)[number];

/** Histograms of a window; microseconds but for `queueDepth`, which counts messages. */
export const HISTOGRAMS = [
  'handshakeLatency', // from due
  'handshakeService', // from the start of the dial
  'handshakeLateness', // start - due
  'dialSlip', // the part of it that is the generator's own: not the waiting for a cap
  'phasePrepare', // HTTP before the dial; no part of the handshake's latency
  'phaseDns',
  'phaseTcp',
  'phaseTls',
  'phaseUpgrade',
  'phaseReady',
  'roundTrip', // from due
  'roundTripService', // from the write
  'sendLateness', // start - due
  'sendSlip', // the part of it that is the generator's own: not the waiting behind unanswered messages
  'push', // from the platform's own stamp on an event to its arrival here
  'pingRtt',
  'queueDepth',
  'loopLag',
] as const;
export type HistogramName = (typeof HISTOGRAMS)[number];

/** Levels at the end of the window. Shards add up; over time the later window counts. */
export interface Gauges {
  readonly target: number;
  readonly open: number;
  readonly connecting: number;
  readonly waiting: number; // arrivals that are due and held back by a cap
  readonly outstanding: number; // messages sent whose answer may still come
  readonly sockets: number; // open ones, from their dial to their very end: those of connections that say goodbye too
}

/** The generator's own health in this window. */
export interface Health {
  /** CPU of the busiest worker, as a share of one core. */
  readonly cpuShare: number;
  /** Resident memory of all workers. */
  readonly rssBytes: number;
  /** Share of the time in which a worker was ready to run and had no core; of the worker it was worst for. */
  readonly waitShare: number;
  /** Time in use of all cores of the machine, by whomever, its host included, as a share of all that there is. */
  readonly machineShare: number;
  /** Open files, sockets and all others, as a share of those that a worker may open; of the fullest worker. */
  readonly fileShare: number;
  /** Open sockets as a share of the local ports that fall to a worker; of the fullest worker. */
  readonly portShare: number;
}

export interface Snapshot {
  /** Microseconds since the run began. */
  readonly startUs: number;
  readonly endUs: number;
  /** How many workers' windows are in here. */
  readonly workers: number;
  readonly counters: Readonly<Counts<Counter>>;
  readonly failures: Readonly<Counts<FailureKind>>;
  readonly closes: Readonly<Counts<CloseCause>>;
  readonly notAttempted: Readonly<Counts<NotAttemptedReason>>;
  readonly gauges: Gauges;
  /** The highest number of connections open at once; of merged shards a lower bound, exact for one. */
  readonly peakOpen: number;
  readonly histograms: Readonly<Partial<Record<HistogramName, Histogram>>>;
  readonly health: Health;
}

export function emptySnapshot(): Snapshot {
  return {
    startUs: Number.POSITIVE_INFINITY,
    endUs: Number.NEGATIVE_INFINITY,
    workers: 0,
    counters: {},
    failures: {},
    closes: {},
    notAttempted: {},
    gauges: { target: 0, open: 0, connecting: 0, waiting: 0, outstanding: 0, sockets: 0 },
    peakOpen: 0,
    histograms: {},
    health: { cpuShare: 0, rssBytes: 0, waitShare: 0, machineShare: 0, fileShare: 0, portShare: 0 },
  };
}

/** The shards of one window as one: counters, gauges and memory add up. */
export function merge(a: Snapshot, b: Snapshot): Snapshot {
  const gauges = {
    target: a.gauges.target + b.gauges.target,
    open: a.gauges.open + b.gauges.open,
    connecting: a.gauges.connecting + b.gauges.connecting,
    waiting: a.gauges.waiting + b.gauges.waiting,
    outstanding: a.gauges.outstanding + b.gauges.outstanding,
    sockets: a.gauges.sockets + b.gauges.sockets,
  };
  return {
    ...sums(a, b),
    workers: a.workers + b.workers,
    gauges,
    peakOpen: Math.max(a.peakOpen, b.peakOpen, gauges.open),
    health: {
      cpuShare: Math.max(a.health.cpuShare, b.health.cpuShare),
      rssBytes: a.health.rssBytes + b.health.rssBytes,
      waitShare: Math.max(a.health.waitShare, b.health.waitShare),
      machineShare: Math.max(a.health.machineShare, b.health.machineShare),
      fileShare: Math.max(a.health.fileShare, b.health.fileShare),
      portShare: Math.max(a.health.portShare, b.health.portShare),
    },
  };
}

/** Windows one after the other as one: counters add up, levels are those of the later, peaks the highest. */
export function accumulate(a: Snapshot, b: Snapshot): Snapshot {
  return {
    ...sums(a, b),
    workers: Math.max(a.workers, b.workers),
    gauges: b.endUs >= a.endUs ? b.gauges : a.gauges,
    peakOpen: Math.max(a.peakOpen, b.peakOpen),
    health: {
      cpuShare: Math.max(a.health.cpuShare, b.health.cpuShare),
      rssBytes: Math.max(a.health.rssBytes, b.health.rssBytes),
      waitShare: Math.max(a.health.waitShare, b.health.waitShare),
      machineShare: Math.max(a.health.machineShare, b.health.machineShare),
      fileShare: Math.max(a.health.fileShare, b.health.fileShare),
      portShare: Math.max(a.health.portShare, b.health.portShare),
    },
  };
}

/** The counter's value; counters that never moved are absent from a snapshot. */
export function count(snapshot: Pick<Snapshot, 'counters'>, counter: Counter): number {
  return snapshot.counters[counter] ?? 0;
}

function sums(a: Snapshot, b: Snapshot) {
  return {
    startUs: Math.min(a.startUs, b.startUs),
    endUs: Math.max(a.endUs, b.endUs),
    counters: addCounts(a.counters, b.counters),
    failures: addCounts(a.failures, b.failures),
    closes: addCounts(a.closes, b.closes),
    notAttempted: addCounts(a.notAttempted, b.notAttempted),
    histograms: addHistograms(a.histograms, b.histograms),
  };
}

function addHistograms(a: Snapshot['histograms'], b: Snapshot['histograms']): Snapshot['histograms'] {
  const sum: Partial<Record<HistogramName, Histogram>> = { ...a };
  for (const [name, histogram] of Object.entries(b) as [HistogramName, Histogram][]) {
    const own = sum[name];
    sum[name] = own ? own.copy().add(histogram) : histogram;
  }
  return sum;
}
