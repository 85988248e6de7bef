// The summary of a made-up run, put together by hand: no code of metrics/ decides what it says.

import type { Summary } from '../../src/metrics/figures/shape.ts';
import { Histogram, type Quantiles } from '../../src/metrics/histogram.ts';
import { type Counter, count, type HistogramName, type Snapshot } from '../../src/metrics/snapshot.ts';
import type { RunInfo } from '../../src/output/run-info.ts';

export function makeSummary(run: RunInfo, all: Snapshot): Summary {
  const c = (counter: Counter) => count(all, counter);
  const q = (name: HistogramName): Quantiles => (all.histograms[name] ?? new Histogram()).quantiles();
  return {
    version: 1,
    run: {
      name: run.name,
      startedAt: run.startedAt,
      durationUs: all.endUs,
      platform: run.plan.platform.name,
      profile: run.plan.profile.name,
      target: run.plan.target.url,
      ending: 'limit-found',
    },
    verdict: {
      validity: 'VALID',
      reasons: [],
      thresholds: [
        { name: 'handshake.p99<2s', passed: true, actual: q('handshakeLatency').p99 },
        { name: 'roundTrip.p95<250ms', passed: true, actual: q('roundTrip').p95 },
        { name: 'failed.rate<15%', passed: true, actual: c('failed') / c('attempted') },
        { name: 'churn<2%', passed: true, actual: 0.0081 },
      ],
      passed: true,
    },
    connections: {
      asked: c('asked'),
      attempted: c('attempted'),
      notAttempted: all.notAttempted,
      opened: c('opened'),
      failed: c('failed'),
      closed: c('closed'),
      openAtEnd: all.gauges.open,
      connectingAtEnd: all.gauges.connecting,
      waitingAtEnd: all.gauges.waiting,
      peakOpen: all.peakOpen,
      failures: all.failures,
      closes: all.closes,
      churnPerMinute: 1.03,
      churnShare: 0.0081,
      redials: c('redials'),
    },
    handshake: {
      latencyUs: q('handshakeLatency'),
      serviceUs: q('handshakeService'),
      latenessUs: q('handshakeLateness'),
      phasesUs: {
        prepare: q('phasePrepare'),
        dns: q('phaseDns'),
        tcp: q('phaseTcp'),
        tls: q('phaseTls'),
        upgrade: q('phaseUpgrade'),
        ready: q('phaseReady'),
      },
    },
    messages: {
      sent: c('messagesSent'),
      received: c('messagesReceived'),
      valid: c('messagesValid'),
      invalid: c('messagesInvalid'),
      parseErrors: c('parseErrors'),
      answered: c('messagesAnswered'),
      unanswered: c('messagesSent') - c('messagesAnswered'),
      timedOut: c('messagesTimedOut'),
      lostAtClose: c('messagesLost'),
      inFlightAtEnd: all.gauges.outstanding,
      lateAnswers: c('repliesLate'),
      overdueAtEnd: c('sendsOverdue'),
      acks: c('acksSent'),
      roundTripUs: q('roundTrip'),
      roundTripServiceUs: q('roundTripService'),
      latenessUs: q('sendLateness'),
      slipUs: q('sendSlip'),
      pushUs: q('push'),
    },
    ping: {
      sent: c('pingsSent'),
      answered: c('pongsReceived'),
      received: c('pingsReceived'),
      rttUs: q('pingRtt'),
    },
    backPressure: {
      events: c('backPressureEvents'),
      pausedUs: c('backPressurePausedUs'),
      queueDepth: q('queueDepth'),
      writeBlocked: c('writeBlocked'),
      sendsSkipped: c('sendsSkipped'),
    },
    tokens: {
      fetched: 0,
      rotated: 0,
      failed: 0,
      rejected: c('tokensRejected'),
    },
    throttled: { handshakes: c('throttledHandshakes'), messages: c('throttledMessages') },
    capacity: { lower: all.gauges.open, upper: 275, limitedBy: 'throttled' },
    findings: [
      {
        code: 'throttled',
        severity: 'info',
        text: 'The platform answered 25 of 275 handshakes with 429, all of them in the last step of the ramp.',
      },
    ],
    generator: {
      workers: 1,
      loopLagUs: q('loopLag'),
      cpuShare: all.health.cpuShare,
      rssBytesPeak: all.health.rssBytes,
      waitShare: all.health.waitShare,
      machineShare: all.health.machineShare,
      fileShare: all.health.fileShare,
      portShare: all.health.portShare,
      slipUs: q('dialSlip'),
      kernel: null,
    },
  };
}

/** The summary, but for what changes. */
export function changedSummary(
  summary: Summary,
  changes: {
    run?: Partial<Summary['run']>;
    verdict?: Partial<Summary['verdict']>;
    connections?: Partial<Summary['connections']>;
    capacity?: Summary['capacity'];
  },
): Summary {
  return {
    ...summary,
    run: { ...summary.run, ...changes.run },
    verdict: { ...summary.verdict, ...changes.verdict },
    connections: { ...summary.connections, ...changes.connections },
    capacity: changes.capacity === undefined ? summary.capacity : changes.capacity,
  };
}
