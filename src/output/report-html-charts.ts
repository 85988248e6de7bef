// The windows of a run as the charts of its page: at most 1,800 points, however long it was. Reads each window once
// and keeps none. Laws: a point's percentiles are those of all samples in it, never averages of percentiles; one
// that rests on too few samples is a gap.
import type { Histogram } from '../metrics/histogram.ts';
import { total } from '../metrics/outcome.ts';
import { accumulate, type Counter, count, type HistogramName, type Snapshot } from '../metrics/snapshot.ts';
import { histogramPercentile, type Percentile } from './numbers.ts';

export const MAX_POINTS = 1_800;
const SECOND_US = 1_000_000;

export type ChartUnit = 'count' | 'rate' | 'time' | 'bytes' | 'byteRate' | 'share';

export interface ChartSeries {
  readonly label: string;
  /** A colour of the page's palette. */
  readonly color: 'blue' | 'grey' | 'violet' | 'red' | 'orange' | 'green' | 'teal' | 'pink';
  readonly dash?: boolean;
  readonly fill?: boolean;
  readonly step?: boolean;
  readonly values: readonly (number | null)[];
}

export interface Chart {
  readonly title: string;
  readonly section: 'load' | 'generator';
  readonly unit: ChartUnit;
  readonly note: string;
  readonly series: readonly ChartSeries[];
}

export interface Charts {
  /** Seconds since the run began, one for each point. */
  readonly atS: readonly number[];
  readonly charts: readonly Chart[];
  /** Seconds one point stands for. */
  readonly pointS: number;
}

type Read = (point: Snapshot, soFar: { asked: number }) => number | null;
interface SeriesPlan extends Omit<ChartSeries, 'values'> {
  readonly read: Read;
  /** Left out where it is zero throughout. */
  readonly rare?: boolean;
}
type ChartPlan = Omit<Chart, 'series'> & { readonly series: readonly SeriesPlan[] };

export function buildCharts(windows: Iterable<Snapshot>, durationUs: number): Charts {
  const pointUs = SECOND_US * Math.max(1, Math.ceil(durationUs / SECOND_US / MAX_WINDOWS));
  const atS: number[] = [];
  const values = PLANS.map((plan) => plan.series.map((): (number | null)[] => []));
  const soFar = { asked: 0 };
  const add = (seconds: number, read: (series: SeriesPlan, unit: ChartUnit) => number | null) => {
    atS.push(rounded(seconds));
    PLANS.forEach(({ series, unit }, c) => {
      series.forEach((plan, s) => {
        values[c]![s]!.push(rounded(read(plan, unit)));
      });
    });
  };
  for (const point of points(windows, pointUs)) {
    if (point === GAP) {
      add((atS.at(-1) ?? 0) + pointUs / SECOND_US, () => null);
      continue;
    }
    if (atS.length === 0) add(point.startUs / SECOND_US, (_, unit) => (AT_REST.has(unit) ? 0 : null));
    soFar.asked += count(point, 'asked');
    add(point.endUs / SECOND_US, ({ read }) => read(point, soFar));
  }
  return {
    atS,
    charts: PLANS.flatMap((plan, c) => withValues(plan, values[c]!)),
    pointS: pointUs / SECOND_US,
  };
}

/** A point stands at the end of its windows; before the first of them, these are zero. */
const AT_REST: ReadonlySet<ChartUnit> = new Set(['count', 'rate', 'byteRate']);
const MAX_WINDOWS = MAX_POINTS - 1;
const GAP = Symbol('nothing was written here');

/** Windows gathered into points of `pointUs`; a stretch without windows is one GAP. Windows past the last point join it. */
function* points(windows: Iterable<Snapshot>, pointUs: number): Generator<Snapshot | typeof GAP> {
  let current: Snapshot | undefined;
  let index = -1;
  let given = 0;
  for (const window of windows) {
    const at = Math.floor((window.startUs + window.endUs) / 2 / pointUs);
    if (current && (at <= index || given >= MAX_WINDOWS - 1)) {
      current = accumulate(current, window);
      continue;
    }
    if (current) {
      yield current;
      given += 1;
      if (at > index + 2 && given < MAX_WINDOWS - 1) {
        yield GAP;
        given += 1;
      }
    }
    current = window;
    index = at;
  }
  if (current) yield current;
}

/** Series in which nothing ever was are left out, and charts left without one. */
function withValues(
  { series, ...plan }: ChartPlan,
  values: readonly (readonly (number | null)[])[],
): Chart[] {
  const kept = series.flatMap(({ read: _, rare, ...rest }, i): ChartSeries[] => {
    const own = values[i]!;
    return own.some((value) => value !== null && !(rare && value === 0)) ? [{ ...rest, values: own }] : [];
  });
  const measured = kept.some(({ values: own }) => own.some((value) => value !== null && value !== 0));
  return measured ? [{ ...plan, series: kept }] : [];
}

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
    highest(histograms[name]);

const highest = (histogram: Histogram | undefined) =>
  histogram && histogram.count > 0 ? histogram.percentile(100) : null;

const seconds = (point: Snapshot) => Math.max(0.001, (point.endUs - point.startUs) / SECOND_US);

function rounded(value: number): number;
function rounded(value: number | null): number | null;
function rounded(value: number | null): number | null {
  return value === null || !Number.isFinite(value) ? null : Math.round(value * 1_000) / 1_000;
}

const PLANS: readonly ChartPlan[] = [
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
      { label: 'invalid', color: 'red', rare: true, read: rate('messagesInvalid', 'parseErrors') },
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
      { label: 'send late p99', color: 'blue', read: at('sendLateness', 'p99') },
      { label: 'dial late max', color: 'teal', read: most('handshakeLateness') },
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
