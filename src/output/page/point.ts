// One point of the charts: open while windows join it, then kept with its histograms packed. Law: however points are merged,
// they are what their windows add up to.
import { Histogram } from '../../metrics/histogram.ts';
import { addCounts } from '../../metrics/outcome.ts';
import type { HistogramName, Snapshot } from '../../metrics/snapshot.ts';
import { mergeCounts, packCounts, unpackCounts } from './packed-counts.ts';

/** What the charts read of a point. */
export type ChartPoint = Pick<
  Snapshot,
  'startUs' | 'endUs' | 'counters' | 'closes' | 'gauges' | 'health' | 'histograms'
>;

/** A point that no window joins any more. */
export interface KeptPoint extends Omit<ChartPoint, 'histograms'> {
  /** Which stretch of the time it is of, counted in the lengths that points have or had. */
  readonly index: number;
  readonly counts: ReadonlyMap<HistogramName, Uint8Array>;
  readonly bytes: number;
}

/** The point that windows still join. */
export interface OpenPoint {
  index: number;
  point: Omit<ChartPoint, 'histograms'>;
  readonly histograms: Map<HistogramName, Histogram>;
  /** Copies of our own: the first ones belong to the window that they came with. */
  readonly owned: Set<HistogramName>;
}

export function openPoint(index: number, window: Snapshot, names: readonly HistogramName[]): OpenPoint {
  const { startUs, endUs, counters, closes, gauges, health } = window;
  const histograms = new Map<HistogramName, Histogram>();
  for (const name of names) {
    const histogram = window.histograms[name];
    if (histogram?.count) histograms.set(name, histogram);
  }
  const point = { startUs, endUs, counters, closes, gauges, health };
  return { index, point, histograms, owned: new Set() };
}

export function joinPoint(open: OpenPoint, window: Snapshot, names: readonly HistogramName[]): void {
  open.point = sum(open.point, window);
  for (const name of names) {
    const more = window.histograms[name];
    if (!more?.count) continue;
    const soFar = open.histograms.get(name);
    if (soFar === undefined) open.histograms.set(name, more);
    else if (open.owned.has(name)) soFar.add(more);
    else {
      open.histograms.set(name, soFar.copy().add(more));
      open.owned.add(name);
    }
  }
}

/** What adds up of two neighbours: levels are those of the later, the generator's health that of its worst second. */
function sum(a: OpenPoint['point'], b: OpenPoint['point']): OpenPoint['point'] {
  return {
    startUs: Math.min(a.startUs, b.startUs),
    endUs: Math.max(a.endUs, b.endUs),
    counters: addCounts(a.counters, b.counters),
    closes: addCounts(a.closes, b.closes),
    gauges: b.endUs >= a.endUs ? b.gauges : a.gauges,
    health: {
      ...b.health,
      cpuShare: Math.max(a.health.cpuShare, b.health.cpuShare),
      rssBytes: Math.max(a.health.rssBytes, b.health.rssBytes),
    },
  };
}

export function keepPoint({ index, point, histograms }: OpenPoint): KeptPoint {
  const counts = new Map<HistogramName, Uint8Array>();
  for (const [name, histogram] of histograms) counts.set(name, packCounts(histogram.pack()));
  return { ...point, index, counts, bytes: bytesOf(counts) };
}

export function readPoint({ counts, index: _, bytes: __, ...rest }: KeptPoint): ChartPoint {
  const histograms: Partial<Record<HistogramName, Histogram>> = {};
  for (const [name, bytes] of counts) histograms[name] = Histogram.unpack(unpackCounts(bytes));
  return { ...rest, histograms };
}

export function mergePoints(index: number, a: KeptPoint, b: KeptPoint): KeptPoint {
  const counts = new Map(a.counts);
  for (const [name, bytes] of b.counts) {
    const own = counts.get(name);
    counts.set(name, own === undefined ? bytes : mergeCounts(own, bytes));
  }
  return { ...sum(a, b), index, counts, bytes: bytesOf(counts) };
}

function bytesOf(counts: ReadonlyMap<HistogramName, Uint8Array>): number {
  let sum = 0;
  for (const bytes of counts.values()) sum += bytes.length;
  return sum;
}
