// The windows of a run as the charts of its page: at most 1,800 points, however long it was. Reads each window once
// and keeps none. Laws: a point's percentiles are those of all samples in it, never averages of percentiles; one
// that rests on too few samples is a gap.
import { accumulate, count, type Snapshot } from '../../metrics/snapshot.ts';
import { CHART_PLANS, type ChartPlan, type SeriesPlan } from './chart-plans.ts';

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

export function buildCharts(windows: Iterable<Snapshot>, durationUs: number): Charts {
  const pointUs = SECOND_US * Math.max(1, Math.ceil(durationUs / SECOND_US / MAX_WINDOWS));
  const atS: number[] = [];
  const values = CHART_PLANS.map((plan) => plan.series.map((): (number | null)[] => []));
  const soFar = { asked: 0 };
  const add = (seconds: number, read: (series: SeriesPlan, unit: ChartUnit) => number | null) => {
    atS.push(rounded(seconds));
    CHART_PLANS.forEach(({ series, unit }, c) => {
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
    charts: CHART_PLANS.flatMap((plan, c) => withValues(plan, values[c]!)),
    pointS: pointUs / SECOND_US,
  };
}

/** A point stands at the end of its windows; before the first of them, these are zero. */
const AT_REST: ReadonlySet<ChartUnit> = new Set(['count', 'rate', 'byteRate']);
const MAX_WINDOWS = MAX_POINTS - 1;
const GAP = Symbol('nothing was written here');

/** Windows gathered into points of `pointUs`; a stretch without windows is one GAP.
 * The last window of a run may be a stump, whose rates would be noise: it joins the point before. Windows past the last point join it. */
function* points(windows: Iterable<Snapshot>, pointUs: number): Generator<Snapshot | typeof GAP> {
  let current: Snapshot | undefined;
  let index = -1;
  let given = 0;
  for (const window of windows) {
    const at = Math.floor((window.startUs + window.endUs) / 2 / pointUs);
    const stump = window.endUs - window.startUs < SECOND_US / 2;
    if (current && (stump || at <= index || given >= MAX_WINDOWS - 1)) {
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

function rounded(value: number): number;
function rounded(value: number | null): number | null;
function rounded(value: number | null): number | null {
  return value === null || !Number.isFinite(value) ? null : Math.round(value * 1_000) / 1_000;
}
