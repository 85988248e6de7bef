// Every metric a threshold may name, and where the summary holds it: one table, nothing else.
// Law: a metric without samples reads as null, never as 0, so that what was not measured cannot pass.

import type { Figures } from '../figures/shape.ts';
import type { Quantiles } from '../histogram.ts';
import { CLOSE_CAUSES, FAILURE_KINDS, total } from '../outcome.ts';

/** `time` is microseconds, `share` a share of one, `count` a plain number. */
export type MetricUnit = 'time' | 'share' | 'count';

export interface ThresholdMetric {
  readonly name: string;
  readonly unit: MetricUnit;
  read(figures: Figures): number | null;
}

export const STATISTICS = ['min', 'p50', 'p90', 'p95', 'p99', 'p999', 'max', 'mean'] as const;

interface Distribution {
  readonly unit: MetricUnit;
  read(figures: Figures): Quantiles;
}

/** Each of them with each of the statistics: `handshake.p99`. */
export const DISTRIBUTIONS: Readonly<Record<string, Distribution>> = {
  handshake: { unit: 'time', read: (f) => f.handshake.latencyUs },
  handshakeService: { unit: 'time', read: (f) => f.handshake.serviceUs },
  handshakeLateness: { unit: 'time', read: (f) => f.handshake.latenessUs },
  'phase.prepare': { unit: 'time', read: (f) => f.handshake.phasesUs.prepare },
  'phase.dns': { unit: 'time', read: (f) => f.handshake.phasesUs.dns },
  'phase.tcp': { unit: 'time', read: (f) => f.handshake.phasesUs.tcp },
  'phase.tls': { unit: 'time', read: (f) => f.handshake.phasesUs.tls },
  'phase.upgrade': { unit: 'time', read: (f) => f.handshake.phasesUs.upgrade },
  'phase.ready': { unit: 'time', read: (f) => f.handshake.phasesUs.ready },
  roundTrip: { unit: 'time', read: (f) => f.messages.roundTripUs },
  roundTripService: { unit: 'time', read: (f) => f.messages.roundTripServiceUs },
  sendLateness: { unit: 'time', read: (f) => f.messages.latenessUs },
  sendSlip: { unit: 'time', read: (f) => f.messages.slipUs },
  push: { unit: 'time', read: (f) => f.messages.pushUs },
  ping: { unit: 'time', read: (f) => f.ping.rttUs },
  queueDepth: { unit: 'count', read: (f) => f.backPressure.queueDepth },
  dialSlip: { unit: 'time', read: (f) => f.generator.slipUs },
  loopLag: { unit: 'time', read: (f) => f.generator.loopLagUs },
};

/** The figure, or null where nothing of the kind that it counts among was there to be counted. */
const among = (samples: number, figure: number): number | null => (samples > 0 ? figure : null);
const attempted = (f: Figures) => f.connections.attempted;
const opened = (f: Figures) => f.connections.opened;
const decided = (f: Figures) => f.connections.opened + f.connections.failed;
const throttles = (f: Figures) => f.throttled.handshakes + f.throttled.messages;

const count = (name: string, read: ThresholdMetric['read']): ThresholdMetric => ({
  name,
  unit: 'count',
  read,
});
const share = (name: string, read: ThresholdMetric['read']): ThresholdMetric => ({
  name,
  unit: 'share',
  read,
});

const SINGLE: readonly ThresholdMetric[] = [
  share('handshake.success', (f) => among(decided(f), opened(f) / decided(f))),
  share('failed.rate', (f) => among(decided(f), f.connections.failed / decided(f))),
  share('churn', (f) => among(opened(f), f.connections.churnShare)),
  count('churn.perMinute', (f) => among(opened(f), f.connections.churnPerMinute)),
  count('asked', (f) => among(f.connections.asked, f.connections.asked)),
  count('attempted', (f) => among(f.connections.asked, attempted(f))),
  count('notAttempted', (f) => among(f.connections.asked, total(f.connections.notAttempted))),
  count('opened', (f) => among(attempted(f), opened(f))),
  count('failed', (f) => among(attempted(f), f.connections.failed)),
  count('closed', (f) => among(opened(f), f.connections.closed)),
  count('openAtEnd', (f) => among(attempted(f), f.connections.openAtEnd)),
  count('peakOpen', (f) => among(attempted(f), f.connections.peakOpen)),
  count('redials', (f) => among(attempted(f), f.connections.redials)),
  count('throttled', (f) => among(attempted(f), throttles(f))),
  count('throttled.handshakes', (f) => among(attempted(f), f.throttled.handshakes)),
  count('throttled.messages', (f) => among(attempted(f), f.throttled.messages)),
  count('messages.sent', (f) => among(opened(f), f.messages.sent)),
  count('messages.received', (f) => among(opened(f), f.messages.received)),
  count('messages.valid', (f) => among(opened(f), f.messages.valid)),
  count('messages.invalid', (f) => among(f.messages.received, f.messages.invalid)),
  count('messages.parseErrors', (f) => among(f.messages.received, f.messages.parseErrors)),
  count('unanswered', (f) => among(f.messages.sent, f.messages.unanswered)),
  share('unanswered.rate', (f) => among(f.messages.sent, f.messages.unanswered / f.messages.sent)),
  count('sendsSkipped', (f) => among(opened(f), f.backPressure.sendsSkipped)),
  count('tokens.rejected', (f) => among(attempted(f), f.tokens.rejected)),
  count('capacity.lower', (f) => f.capacity?.lower ?? null),
  count('capacity.upper', (f) => f.capacity?.upper ?? null),
];

export const THRESHOLD_METRICS: ReadonlyMap<string, ThresholdMetric> = new Map(
  [...SINGLE, ...outcomes(), ...statistics()].map((metric) => [metric.name, metric]),
);

/** Every name, shortened to what a person can take in: for messages and the docs. */
export function describeMetrics(): string {
  return (
    `${Object.keys(DISTRIBUTIONS).join(', ')}, each followed by ${STATISTICS.map((s) => `.${s}`).join(' ')}; ` +
    `${SINGLE.map((metric) => metric.name).join(', ')}; failures.KIND and closes.CAUSE with the names of the summary`
  );
}

function* statistics(): Generator<ThresholdMetric> {
  for (const [name, { unit, read }] of Object.entries(DISTRIBUTIONS)) {
    for (const statistic of STATISTICS) {
      yield {
        name: `${name}.${statistic}`,
        unit,
        read: (figures) => {
          const quantiles = read(figures);
          return among(quantiles.count, quantiles[statistic]);
        },
      };
    }
  }
}

function* outcomes(): Generator<ThresholdMetric> {
  for (const kind of FAILURE_KINDS) {
    yield count(`failures.${kind}`, (f) => among(attempted(f), f.connections.failures[kind] ?? 0));
  }
  for (const cause of CLOSE_CAUSES) {
    yield count(`closes.${cause}`, (f) => among(opened(f), f.connections.closes[cause] ?? 0));
  }
}
