// Which charts a run's page has, and how each line reads its values from a snapshot: one table, nothing else.
// Law: a percentile that rests on too few samples reads as null, which is a gap.
import { total } from '../../metrics/outcome.ts';
import { type Counter, count, type HistogramName, type Snapshot } from '../../metrics/snapshot.ts';
import { histogramPercentile, type Percentile } from '../numbers.ts';
import type { Chart, ChartSeries } from './charts.ts';

type Read = (point: Snapshot, soFar: { asked: number }) => number | null;
export interface SeriesPlan extends Omit<ChartSeries, 'values'> {
  readonly read: Read;
  /** Left out where it is zero throughout. */
  readonly rare?: boolean;
}
export type ChartPlan = Omit<Chart, 'series'> & { readonly series: readonly SeriesPlan[] };

const rate =
  (...counters: readonly Counter[]): Read =>
  (point) =>
    counters.reduce((sum, counter) => sum + count(point, counter), 0) / seconds(point);

const at =
  (name: HistogramName, percentile: Percentile): Read =>
  ({ histograms }) =>
    histogramPercentile(histograms[name], percentile);

const most =
  (name: HistogramName): Read =>
  ({ histograms }) =>
    histograms[name]?.count ? histograms[name].percentile(100) : null;

const seconds = (point: Snapshot) => Math.max(0.001, (point.endUs - point.startUs) / 1e6);

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
        read: (point) => (total(point.closes) - (point.closes.ours ?? 0)) / seconds(point),
      },
    ],
  },
  {
    title: 'Handshake time',
    section: 'load',
    unit: 'time',
    note: 'from the instant each was due',
    series: [
      { label: 'p50', color: 'teal', read: at('handshakeLatency', 'p50') },
      { label: 'p95', color: 'blue', read: at('handshakeLatency', 'p95') },
      { label: 'p99', color: 'orange', read: at('handshakeLatency', 'p99') },
      { label: 'max', color: 'pink', read: most('handshakeLatency') },
    ],
  },
  {
    title: 'Round trips',
    section: 'load',
    unit: 'time',
    note: 'solid from due, dashed from the start of the write',
    series: [
      { label: 'p50 due', color: 'teal', read: at('roundTrip', 'p50') },
      { label: 'p50 start', color: 'teal', dash: true, read: at('roundTripService', 'p50') },
      { label: 'p95 due', color: 'blue', read: at('roundTrip', 'p95') },
      { label: 'p95 start', color: 'blue', dash: true, read: at('roundTripService', 'p95') },
      { label: 'p99 due', color: 'orange', read: at('roundTrip', 'p99') },
      { label: 'p99 start', color: 'orange', dash: true, read: at('roundTripService', 'p99') },
      { label: 'max due', color: 'pink', read: most('roundTrip') },
    ],
  },
  {
    title: 'Events and pings',
    section: 'load',
    unit: 'time',
    note: 'events from the stamp of the platform, whose clock may differ',
    series: [
      { label: 'event p50', color: 'teal', read: at('push', 'p50') },
      { label: 'event p95', color: 'blue', read: at('push', 'p95') },
      { label: 'event p99', color: 'orange', read: at('push', 'p99') },
      { label: 'ping p50', color: 'violet', dash: true, read: at('pingRtt', 'p50') },
      { label: 'ping max', color: 'pink', dash: true, read: most('pingRtt') },
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
      { label: 'lag p99', color: 'orange', read: at('loopLag', 'p99') },
      { label: 'lag max', color: 'pink', read: most('loopLag') },
      { label: 'send late p99', color: 'blue', read: at('sendSlip', 'p99') },
      { label: 'dial late max', color: 'teal', read: most('dialSlip') },
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
