// The charts of a report's page, drawn by uPlot: one time axis and one cursor for all of them, colours from the
// page's style, so that they follow light and dark.

import { FORMATS, formatClock } from './format.js';
import { element } from './tables.js';

/* global uPlot */

/** Largest over smallest value from which a linear axis would press all but the peaks flat. */
const LOG_FROM = 40;
const GROUP = 'run';

function palette() {
  const style = getComputedStyle(document.documentElement);
  return (name) => style.getPropertyValue(`--${name}`).trim();
}

function isSpread(chart) {
  if (chart.unit !== 'time') return false;
  const values = chart.series.flatMap(({ values }) => values.filter((value) => value > 0));
  if (values.length === 0) return false;
  const bounds = values.reduce(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [values[0], values[0]],
  );
  return bounds[1] / bounds[0] >= LOG_FROM;
}

function drawChart(box, chart, data, width) {
  const log = isSpread(chart);
  const color = palette();
  const values = chart.series.map((series) =>
    series.values.map((value) => (log && value !== null ? Math.max(1, value) : value)),
  );
  const format = FORMATS[chart.unit];
  const axis = {
    stroke: color('dim'),
    font: '12px system-ui, sans-serif',
    grid: { stroke: color('grid'), width: 1 },
    ticks: { show: false },
  };
  const options = {
    width,
    height: chart.tall ? 260 : 200,
    padding: [18, 22, 0, 0],
    cursor: { sync: { key: GROUP }, points: { size: 6 }, drag: { x: true, y: false } },
    scales: {
      x: { time: false, range: (_, from, to) => (from === to ? [from - 1, to + 1] : [from, to]) },
      y: log ? { distr: 3, log: 10 } : { range: (_, _low, high) => [0, high > 0 ? high * 1.08 : 1] },
    },
    axes: [
      { ...axis, size: 30, space: 70, incrs: CLOCK_STEPS, values: (_, splits) => splits.map(formatClock) },
      {
        ...axis,
        size: 68,
        ...(log
          ? { splits: (_, _axis, low, high) => decades(low, high), filter: (_, splits) => splits }
          : {}),
        values: (_, splits) => splits.map((value) => (value === null ? '' : format(value))),
      },
    ],
    series: [
      { label: 'at', value: (_, seconds) => (seconds === null ? '' : formatClock(seconds)) },
      ...chart.series.map((series) => lineOf(series, color, format)),
    ],
    hooks: { drawAxes: [(plot) => drawMarks(plot, data, color)] },
  };
  return new uPlot(options, [data.charts.atS, ...values], box);
}

/** Powers of ten, and their twos and fives where there are few. */
function decades(low, high) {
  const first = Math.floor(Math.log10(low));
  const last = Math.ceil(Math.log10(high));
  const steps = last - first > 2 ? [1] : [1, 2, 5];
  const all = [];
  for (let power = first; power <= last; power += 1) {
    for (const step of steps) all.push(step * 10 ** power);
  }
  return all.filter((value) => value >= low && value <= high);
}

/** Round numbers of a clock, in seconds. */
const CLOCK_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200, 86400];

function lineOf(series, color, format) {
  const stroke = color(series.color);
  return {
    label: series.label,
    stroke,
    width: 1.75,
    ...(series.dash ? { dash: [5, 4] } : {}),
    ...(series.fill ? { fill: `${stroke}22` } : {}),
    ...(series.step ? { paths: uPlot.paths.stepped({ align: -1 }) } : {}),
    points: { size: 5, fill: stroke, stroke, filter: lonelyPoints },
    value: (_, value) => (value === null || value === undefined ? '' : format(value)),
  };
}

/** A value between two gaps has no line to be part of: only there a dot is drawn. */
function lonelyPoints(plot, index) {
  const values = plot.data[index];
  const lonely = [];
  for (let i = 0; i < values.length; i += 1) {
    if (values[i] !== null && (values[i - 1] ?? null) === null && (values[i + 1] ?? null) === null)
      lonely.push(i);
  }
  return lonely;
}

/** Faint lines where stages begin, a strong one where the limit was found. */
function drawMarks(plot, data, color) {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  const line = (seconds, stroke, dash) => {
    const x = Math.round(plot.valToPos(seconds, 'x', true));
    if (x < bbox.left || x > bbox.left + bbox.width) return undefined;
    ctx.strokeStyle = stroke;
    ctx.setLineDash(dash);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    return x;
  };
  ctx.save();
  ctx.lineWidth = ratio;
  if (data.stages.length <= 60) for (const { atS } of data.stages) line(atS, color('grid'), []);
  for (const { atS, label } of data.marks) {
    const x = line(atS, color('orange'), [4 * ratio, 3 * ratio]);
    if (x === undefined) continue;
    ctx.fillStyle = color('orange');
    ctx.font = `${11 * ratio}px system-ui, sans-serif`;
    ctx.textAlign = 'center';
    ctx.textBaseline = 'bottom';
    ctx.fillText(label, x, bbox.top - 3 * ratio);
  }
  ctx.restore();
}

export function renderCharts(data, section) {
  const boxes = data.charts.charts.filter((chart) => chart.section === section);
  const list = element('section', `charts ${section}`);
  for (const [i, chart] of boxes.entries()) {
    chart.tall = section === 'load' && i === 0;
    const notes = [chart.note, isSpread(chart) ? 'logarithmic' : ''].filter(Boolean).join(' · ');
    const box = element('div', 'plot');
    box.chart = chart;
    list.append(
      element(
        'figure',
        `panel${chart.tall ? ' tall' : ''}`,
        element('figcaption', '', element('h2', '', chart.title), element('p', 'note', notes)),
        box,
      ),
    );
  }
  return list;
}

/** Draws every chart anew: at the start, when light and dark change, around printing. */
export function redrawCharts(data, fixedWidth) {
  for (const box of document.querySelectorAll('.plot')) {
    box.plot?.destroy();
    box.replaceChildren();
    box.plot = drawChart(box, box.chart, data, fixedWidth ?? Math.max(240, box.clientWidth));
  }
}
