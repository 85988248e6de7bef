// Which charts a run's page has, and how each line reads its values from a snapshot: one table, nothing else.
// Law: a percentile that rests on too few samples reads as null, which is a gap.
import { lostOf } from '../../metrics/outcome.ts';
import { type Counter, count, type HistogramName } from '../../metrics/snapshot.ts';
import { histogramPercentile, type Percentile } from '../numbers.ts';
import type { Chart, ChartSeries } from './chart.ts';
import type { ChartPoint } from './point.ts';

type Read = (point: ChartPoint, soFar: { asked: number }) => number | null;
export interface SeriesPlan extends Omit<ChartSeries, 'values'> {
  readonly read: Read;
  /** The histogram that it reads, where it reads one. */
  readonly of?: HistogramName;
  /** Left out where it is zero throughout. */
  readonly rare?: boolean;
}
export type ChartPlan = Omit<Chart, 'series'> & { readonly series: readonly SeriesPlan[] };

const rate =
  (...counters: readonly Counter[]): Read =>
  (point) =>
    counters.reduce((sum, counter) => sum + count(point, counter), 0) / seconds(point);

const at = (name: HistogramName, percentile: Percentile): Pick<SeriesPlan, 'of' | 'read'> => ({
  of: name,
  read: ({ histograms }) => histogramPercentile(histograms[name], percentile),
});

const most = (name: HistogramName): Pick<SeriesPlan, 'of' | 'read'> => ({
  of: name,
  read: ({ histograms }) => (histograms[name]?.count ? histograms[name].percentile(100) : null),
});

const seconds = (point: ChartPoint) => Math.max(0.001, (point.endUs - point.startUs) / 1e6);

export const CHART_PLANS: readonly ChartPlan[] = [
  {
    title: 'Connections',
    section: 'load',
    unit: 'count',
    note: '',
    series: [
      { label: 'open', color: 'blue', fill: true, read: ({ gauges }) => gauges.open },
      { label: 'target', color: 'grey', dash: true, step: true, read: ({ gauges }) => gauges.target },
      { label: 'asked so far', color: 'violet', step: true, read: (_, soFar) => soFar.asked },
    ],
  },
  {
    title: 'Handshakes and losses a second',
    section: 'load',
    unit: 'rate',
    note: '',
    series: [
      { label: 'opened', color: 'green', step: true, fill: true, read: rate('opened') },
      { label: 'failed', color: 'red', step: true, fill: true, read: rate('failed') },
      {
        label: 'lost',
        color: 'orange',
        step: true,
        read: (point) => lostOf(point.closes) / seconds(point),
      },
    ],
  },
  {
    title: 'Handshake time',
    section: 'load',
    unit: 'time',
    note: 'from the instant each was due',
    series: [
      { label: 'p50', color: 'teal', ...at('handshakeLatency', 'p50') },
      { label: 'p95', color: 'blue', ...at('handshakeLatency', 'p95') },
      { label: 'p99', color: 'orange', ...at('handshakeLatency', 'p99') },
      { label: 'max', color: 'pink', ...most('handshakeLatency') },
    ],
  },
  {
    title: 'Round trips',
    section: 'load',
    unit: 'time',
    note: 'solid from due, dashed from the start of the write',
    series: [
      { label: 'p50 due', color: 'teal', ...at('roundTrip', 'p50') },
      { label: 'p50 start', color: 'teal', dash: true, ...at('roundTripService', 'p50') },
      { label: 'p95 due', color: 'blue', ...at('roundTrip', 'p95') },
      { label: 'p95 start', color: 'blue', dash: true, ...at('roundTripService', 'p95') },
      { label: 'p99 due', color: 'orange', ...at('roundTrip', 'p99') },
      { label: 'p99 start', color: 'orange', dash: true, ...at('roundTripService', 'p99') },
      { label: 'max due', color: 'pink', ...most('roundTrip') },
    ],
  },
  {
    title: 'Events and pings',
    section: 'load',
    unit: 'time',
    note: 'events from the stamp of the platform, whose clock may differ',
    series: [
      { label: 'event p50', color: 'teal', ...at('push', 'p50') },
      { label: 'event p95', color: 'blue', ...at('push', 'p95') },
      { label: 'event p99', color: 'orange', ...at('push', 'p99') },
      { label: 'ping p50', color: 'violet', dash: true, ...at('pingRtt', 'p50') },
      { label: 'ping max', color: 'pink', dash: true, ...most('pingRtt') },
    ],
  },
  {
    title: 'Messages a second',
    section: 'load',
    unit: 'rate',
    note: '',
    series: [
      { label: 'received', color: 'blue', fill: true, read: rate('messagesReceived') },
      { label: 'sent', color: 'green', read: rate('messagesSent') },
      { label: 'invalid', color: 'red', rare: true, read: rate('messagesInvalid') },
      { label: 'throttled', color: 'orange', rare: true, read: rate('throttledMessages') },
    ],
  },
  {
    title: 'Bytes a second',
    section: 'load',
    unit: 'byteRate',
    note: '',
    series: [
      { label: 'received', color: 'blue', fill: true, read: rate('bytesReceived') },
      { label: 'sent', color: 'green', read: rate('bytesSent') },
    ],
  },
  {
    title: 'CPU of the busiest worker',
    section: 'generator',
    unit: 'share',
    note: 'of one core',
    series: [{ label: 'cpu', color: 'violet', fill: true, read: ({ health }) => health.cpuShare }],
  },
  {
    title: 'Loop lag and lateness',
    section: 'generator',
    unit: 'time',
    note: 'how late the generator itself was',
    series: [
      { label: 'lag p99', color: 'orange', ...at('loopLag', 'p99') },
      { label: 'lag max', color: 'pink', ...most('loopLag') },
      { label: 'send late p99', color: 'blue', ...at('sendSlip', 'p99') },
      { label: 'dial late max', color: 'teal', ...most('dialSlip') },
    ],
  },
  {
    title: 'Memory',
    section: 'generator',
    unit: 'bytes',
    note: 'resident, all workers',
    series: [{ label: 'memory', color: 'green', fill: true, read: ({ health }) => health.rssBytes }],
  },
];

/** The histograms that any of the charts reads. */
export const CHARTED: readonly HistogramName[] = [
  ...new Set(CHART_PLANS.flatMap(({ series }) => series.flatMap(({ of }) => of ?? []))),
];
