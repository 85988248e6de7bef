// The points of a run as the charts of its page: at most 1,800, a stretch without any drawn as a gap. Law: a percentile that
// rests on too few samples is a gap, and so is what nobody recorded.
import { count } from '../../metrics/snapshot.ts';
import type { Chart, ChartSeries, Charts, ChartUnit } from './chart.ts';
import { CHART_PLANS, type ChartPlan, type SeriesPlan } from './chart-plans.ts';
import type { Points } from './points.ts';

export const MAX_POINTS = 1_800;
const SECOND_US = 1_000_000;
/** A point stands at the end of its windows; before the first of them, these are zero. */
const AT_REST: ReadonlySet<ChartUnit> = new Set(['count', 'rate', 'byteRate']);
/** Between so many points the process hears signals. */
const POINTS_A_TURN = 10;

export async function buildCharts(points: Points): Promise<Charts> {
  while (points.mergeSome(POINTS_A_TURN)) await nextTurn();
  const { pointUs, size } = points;
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
  let gaps = MAX_POINTS - 1 - size;
  let endUs: number | undefined;
  let read = 0;
  for (const point of points.read()) {
    if (endUs === undefined) add(point.startUs / SECOND_US, (_, unit) => (AT_REST.has(unit) ? 0 : null));
    else if (point.startUs - endUs > 1.5 * pointUs && gaps > 0) {
      add((endUs + pointUs) / SECOND_US, () => null);
      gaps -= 1;
    }
    endUs = point.endUs;
    soFar.asked += count(point, 'asked');
    add(endUs / SECOND_US, ({ read }) => read(point, soFar));
    read += 1;
    if (read % POINTS_A_TURN === 0) await nextTurn();
  }
  const charts = CHART_PLANS.flatMap((plan, c) => withValues(plan, values[c]!));
  return { atS, charts, pointS: pointUs / SECOND_US };
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Series in which nothing ever was are left out, and charts left without one. */
function withValues(
  { series, ...plan }: ChartPlan,
  values: readonly (readonly (number | null)[])[],
): Chart[] {
  const kept = series.flatMap(({ read: _, of: __, rare, ...rest }, i): ChartSeries[] => {
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
