// Runs made up for the tests of outputs: a ramp against a platform that throttles at 250 connections. Seeded, so
// that every number is the same every time. Built from Snapshots alone, with no help of the code under test.

import type { Summary } from '../../src/metrics/figures/shape.ts';
import { Histogram } from '../../src/metrics/histogram.ts';
import type { RunEvent } from '../../src/metrics/record/event.ts';
import type { Moment } from '../../src/metrics/record/moment.ts';
import { RunRecord } from '../../src/metrics/record/record.ts';
import {
  accumulate,
  COUNTERS,
  type Counter,
  emptySnapshot,
  type HistogramName,
  type Snapshot,
} from '../../src/metrics/snapshot.ts';
import type { Output } from '../../src/output/output.ts';
import type { RunInfo } from '../../src/output/run-info.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { makeSummary } from './fixture-summary.ts';

const SECOND = 1_000_000;

export function histogramOf(...values: number[]): Histogram {
  const histogram = new Histogram();
  for (const value of values) histogram.record(value);
  return histogram;
}

export function snapshotWith(parts: Partial<Snapshot>): Snapshot {
  return { ...emptySnapshot(), startUs: 0, endUs: SECOND, workers: 1, ...parts };
}

/** A moment in which nothing was said. */
export function momentOf(window: Snapshot, number = 0): Moment {
  return { number, window, events: [], samples: [] };
}

/** Tells the output a window, of a run whose windows so far sum up to `soFar`. */
export function tell(output: Pick<Output, 'moment'>, window: Snapshot, soFar: Snapshot = window): void {
  output.moment(momentOf(window), new RunRecord().add({ window: soFar, events: [] }));
}

/** A generator of numbers in [0, 1). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

export function makePlan(name = 'demo'): Plan {
  const stages = Array.from({ length: 12 }, (_, i) => ({
    name: `${(i + 1) * 25} connections`,
    target: (i + 1) * 25,
    durationUs: 5 * SECOND,
    shape: 'jump' as const,
  }));
  return {
    version: 1,
    name,
    seed: 1,
    target: {
      url: 'ws://127.0.0.1:40123/api/v2/engagements/websocket',
      secure: false,
      host: '127.0.0.1',
      port: 40_123,
      path: '/api/v2/engagements/websocket',
      headers: [],
      subprotocols: [],
      tls: {
        serverName: '127.0.0.1',
        ca: null,
        minVersion: '1.2',
        maxVersion: '1.3',
        resumption: true,
        verify: true,
      },
      deflate: false,
      sourceAddresses: [],
    },
    platform: { name: 'genesys-guide', token: 'query', connectionLimit: 250 },
    profile: { name: 'ramp-up', stages, untilThrottled: true, timeScale: 60 },
    pacing: {
      jitterUs: [100_000, 500_000],
      handshakesPerSecond: null,
      maxHandshakesInFlight: 100,
      redial: true,
      redialBackoffUs: [500_000, 30_000_000],
    },
    messages: {
      mode: 'rate',
      perSecond: 2,
      bytes: 200,
      maxOutstanding: 65_536,
      samplesPerSecond: 0,
      replyTimeoutUs: 30_000_000,
      verify: false,
    },
    keepAlive: { pingIntervalUs: 20 * SECOND, pingTimeoutUs: 10 * SECOND },
    flow: { ackWindow: 50, processingUs: 0, receiveBuffer: 1000, highWater: 200 },
    deadlines: {
      dnsUs: 5 * SECOND,
      tcpUs: 5 * SECOND,
      tlsUs: 5 * SECOND,
      upgradeUs: 10 * SECOND,
      readyUs: 10 * SECOND,
      closeUs: 5 * SECOND,
      drainUs: 5 * SECOND,
    },
    shard: { index: 0, count: 1, sharers: 1 },
  };
}

export function makeRunInfo(plan: Plan = makePlan()): RunInfo {
  return {
    version: 1,
    id: '20261120T100000Z-demo',
    name: plan.name,
    startedAt: '2026-11-20T10:00:00.000Z',
    scheduleHash: '0123456789abcdef',
    plan,
    thresholds: ['handshake.p99<2s', 'roundTrip.p95<250ms', 'failed.rate<5%', 'churn<2%'],
    workers: 1,
    authorizedBy: null,
    software: { busyhour: '0.1.0', bun: '1.4.5' },
    machine: {
      os: 'linux 6.1',
      arch: 'x64',
      cpus: 2,
      cpuModel: 'A Processor',
      memoryBytes: 8e9,
      fileLimit: 20_000,
    },
  };
}

export interface MadeRun {
  readonly run: RunInfo;
  readonly windows: readonly Snapshot[];
  readonly soFar: readonly Snapshot[];
  readonly events: readonly RunEvent[];
  readonly summary: Summary;
}

/** The ramp: +25 connections every five seconds; the eleventh step is throttled and the run ends a stage later. */
export function makeRun(name = 'demo', seconds = 58): MadeRun {
  const run = makeRunInfo(makePlan(name));
  const random = seeded(7);
  const windows: Snapshot[] = [];
  const events: RunEvent[] = [];
  let open = 0;
  for (let second = 0; second < seconds; second += 1) {
    const stage = Math.min(Math.floor(second / 5), 9);
    const target = Math.min((stage + 1) * 25, 250);
    const limited = second >= 50;
    const wanted = limited ? (second === 50 ? 25 : 0) : second % 5 === 0 ? 25 : 0;
    if (second % 5 === 0 && second < 50)
      events.push(event(second, 'stage', { name: `${target} connections`, target }));
    const failed = limited ? wanted : 0;
    const opened = wanted - failed;
    const closed = second === 33 ? 1 : 0;
    open += opened - closed;
    for (let i = 0; i < Math.min(failed, 5); i += 1)
      events.push(event(second, 'failure', { kind: 'throttled', phase: 'upgrade', status: 429 }));
    if (closed) events.push(event(second, 'close', { cause: 'reset', code: 1006 }));
    if (limited && wanted) {
      const limit = { open, target: 275, limitedBy: 'throttled' };
      events.push(event(second, 'limit', limit), holdEvent(51 * SECOND, open, limit));
    }
    windows.push(
      makeWindow(second, { wanted, opened, failed, closed, open, target: limited ? 250 : target }, random),
    );
  }
  events.push(event(seconds, 'end', { ending: 'limit-found' }));
  const soFar: Snapshot[] = [];
  for (const window of windows) soFar.push(accumulate(soFar.at(-1) ?? emptySnapshot(), window));
  return { run, windows, soFar, events, summary: makeSummary(run, soFar.at(-1)!) };
}

function event(second: number, kind: RunEvent['kind'], detail: RunEvent['detail']): RunEvent {
  const ofRun = kind === 'limit' || kind === 'end';
  const where = ofRun ? { worker: null, connection: null } : { worker: 0, connection: 17 };
  return { atUs: second * SECOND + 120_000, kind, ...where, detail };
}

/** What steering says of a limit: what is open then is held for one more stage. */
function holdEvent(fromUs: number, target: number, limit: RunEvent['detail']): RunEvent {
  const stages = [{ name: 'hold at the limit', target, durationUs: 5 * SECOND, shape: 'jump' } as const];
  const detail = { command: 'replan', because: 'limit', fromUs, ...limit };
  return { atUs: fromUs, kind: 'command', worker: null, connection: null, detail, stages };
}

interface Load {
  readonly wanted: number;
  readonly opened: number;
  readonly failed: number;
  readonly closed: number;
  readonly open: number;
  readonly target: number;
}

function makeWindow(second: number, load: Load, random: () => number): Snapshot {
  const sends = load.open * 2;
  const spread = (n: number, baseUs: number, tailUs: number) =>
    histogramOf(
      ...Array.from({ length: n }, () => Math.round(baseUs * (0.7 + random()) + tailUs * random() ** 12)),
    );
  const slower = 1 + load.open / 120;
  const histograms: Partial<Record<HistogramName, Histogram>> = { loopLag: spread(90, 300, 2500) };
  if (load.opened > 0) {
    histograms.handshakeLatency = spread(load.opened, 3_000 * slower, 40_000);
    histograms.handshakeService = spread(load.opened, 2_600 * slower, 35_000);
    histograms.handshakeLateness = spread(load.opened, 60, 900);
    histograms.phaseTcp = spread(load.opened, 180, 900);
    histograms.phaseUpgrade = spread(load.opened, 2_300 * slower, 30_000);
  }
  if (sends > 0) {
    histograms.roundTrip = spread(sends, 900 * slower, 24_000);
    histograms.roundTripService = spread(sends, 800 * slower, 12_000);
    histograms.sendLateness = spread(sends, 70, 1_200);
    histograms.push = spread(load.open, 700 * slower, 9_000);
  }
  if (second % 20 === 19) histograms.pingRtt = spread(load.open, 400, 3_000);
  const counters: Partial<Record<Counter, number>> = {
    asked: load.wanted,
    attempted: load.wanted,
    opened: load.opened,
    failed: load.failed,
    closed: load.closed,
    messagesSent: sends,
    messagesAnswered: sends,
    messagesReceived: sends + load.open,
    messagesValid: sends + load.open,
    acksSent: load.open,
    bytesSent: sends * 210,
    bytesReceived: (sends + load.open) * 260,
    throttledHandshakes: load.failed,
    lateStarts: Math.round(sends * 0.002),
    starts: sends + load.wanted,
    ...(second % 20 === 19 ? { pingsSent: load.open, pongsReceived: load.open } : {}),
  };
  return {
    startUs: second * SECOND,
    endUs: (second + 1) * SECOND,
    workers: 1,
    counters,
    failures: load.failed ? { throttled: load.failed } : {},
    closes: load.closed ? { reset: load.closed } : {},
    notAttempted: {},
    gauges: { target: load.target, open: load.open, connecting: 0, waiting: 0, outstanding: 0, sockets: 0 },
    peakOpen: load.open,
    histograms,
    health: {
      ...emptySnapshot().health,
      cpuShare: 0.04 + load.open / 2_500 + random() * 0.03,
      rssBytes: 62e6 + load.open * 9_000,
    },
  };
}

/** A snapshot in which every counter has a value of its own: what exporters are compared with. */
export function countedSnapshot(): Snapshot {
  const counters: Partial<Record<Counter, number>> = {};
  COUNTERS.forEach((name, i) => {
    counters[name] = (i + 1) * 11;
  });
  return snapshotWith({
    counters,
    failures: { throttled: 7, 'tcp-refused': 2 },
    closes: { reset: 3, ours: 4 },
    notAttempted: { 'run-ended': 5 },
    gauges: { target: 250, open: 240, connecting: 3, waiting: 4, outstanding: 0, sockets: 0 },
    peakOpen: 245,
    health: { ...emptySnapshot().health, cpuShare: 0.42, rssBytes: 123_456_789 },
  });
}
