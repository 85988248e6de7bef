// The windows of a run gathered into the points of its charts, as they come: at first a point a second; where there are too
// many, or they are too large, neighbours become one and a point stands for twice as long. Law: what a point says is what
// all samples in it say; memory is bounded however long the run, and a window costs the same however long it has lasted.
import type { HistogramName, Snapshot } from '../../metrics/snapshot.ts';
import {
  type ChartPoint,
  joinPoint,
  type KeptPoint,
  keepPoint,
  mergePoints,
  type OpenPoint,
  openPoint,
  readPoint,
} from './point.ts';

const SECOND_US = 1_000_000;
/** Beyond so many, neighbours are merged: a pair a window, so that no window waits for all of them. */
const MANY_POINTS = 1_600;
/** There are never more than this: of a record with many holes, in which few points have neighbours. */
export const MOST_POINTS = 1_780;
const MANY_BYTES = 24e6;

export interface PointsOptions {
  /** The only ones that are kept. */
  readonly histograms: readonly HistogramName[];
  readonly manyPoints?: number;
  readonly manyBytes?: number;
}

export class Points {
  readonly #names: readonly HistogramName[];
  readonly #manyPoints: number;
  readonly #manyBytes: number;
  #pointUs = SECOND_US;
  #kept: KeptPoint[] = [];
  #bytes = 0;
  #open: OpenPoint | undefined;
  /** Of the kept ones, so many from `#mergeAt` on are of the time when points were half as long. */
  #halves = 0;
  #mergeAt = 0;

  constructor({ histograms, manyPoints = MANY_POINTS, manyBytes = MANY_BYTES }: PointsOptions) {
    this.#names = histograms;
    this.#manyPoints = Math.min(manyPoints, MOST_POINTS);
    this.#manyBytes = manyBytes;
  }

  /** Microseconds a point stands for. */
  get pointUs(): number {
    return this.#pointUs;
  }

  get size(): number {
    return this.#kept.length + (this.#open === undefined ? 0 : 1);
  }

  /** What the histograms of all points take. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * In the order of time. The last window of a run may be a stump, whose rates would be noise: it joins the point before.
   */
  add(window: Snapshot): void {
    if (!Number.isFinite(window.endUs)) return; // a second in which no worker told anything
    this.#merge(1);
    const isStump = window.endUs - window.startUs < SECOND_US / 2;
    const open = this.#open;
    if (open !== undefined && (isStump || this.#indexOf(window) <= open.index)) {
      joinPoint(open, window, this.#names);
      return;
    }
    if (open !== undefined) this.#keep(keepPoint(open));
    this.#open = openPoint(this.#indexOf(window), window, this.#names);
  }

  /** Some of the merges that windows have not paid for yet; false where there are none left. */
  mergeSome(most: number): boolean {
    this.#merge(most);
    return this.#halves > 0;
  }

  /** All points so far, in the order of time. */
  *read(): Generator<ChartPoint> {
    for (const kept of this.#kept) yield readPoint(kept);
    if (this.#open === undefined) return;
    const { point, histograms } = this.#open;
    yield { ...point, histograms: Object.fromEntries(histograms) };
  }

  #indexOf({ startUs, endUs }: Snapshot): number {
    return Math.floor((startUs + endUs) / 2 / this.#pointUs);
  }

  #keep(point: KeptPoint): void {
    const last = this.#halves > 0 ? undefined : this.#kept.at(-1);
    if (last?.index === point.index) {
      this.#kept.pop();
      this.#bytes -= last.bytes;
    }
    const kept = last?.index === point.index ? mergePoints(point.index, last, point) : point;
    this.#kept.push(kept);
    this.#bytes += kept.bytes;
    if (this.#kept.length >= MOST_POINTS) this.#merge(Number.POSITIVE_INFINITY);
    const isMany = this.#kept.length >= this.#manyPoints || this.#bytes > this.#manyBytes;
    if (isMany && this.#halves === 0) this.#double();
    while (this.#kept.length >= MOST_POINTS) {
      this.#merge(Number.POSITIVE_INFINITY);
      if (this.#kept.length >= MOST_POINTS) this.#double();
    }
  }

  #double(): void {
    this.#pointUs *= 2;
    this.#halves = this.#kept.length;
    this.#mergeAt = 0;
  }

  /** At most so many points become what they are at the length of now. */
  #merge(most: number): void {
    for (let n = 0; n < most && this.#halves > 0; n += 1) {
      const at = this.#mergeAt;
      const first = this.#kept[at]!;
      const index = Math.floor(first.index / 2);
      const second = this.#kept[at + 1];
      const isHalf = this.#halves > 1;
      const joins = second !== undefined && (isHalf ? Math.floor(second.index / 2) : second.index) === index;
      const point = joins ? mergePoints(index, first, second) : { ...first, index };
      this.#kept.splice(at, joins ? 2 : 1, point);
      this.#bytes += point.bytes - first.bytes - (joins ? second.bytes : 0);
      this.#halves -= joins && isHalf ? 2 : 1;
      this.#mergeAt += 1;
    }
  }
}
