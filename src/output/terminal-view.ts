// One frame of the live view, as lines: what the snapshots say, laid out on one grid so that nothing jumps from
// second to second. Pure: no stream, no clock. Colour only where someone should look.

import type { Histogram } from '../metrics/histogram.ts';
import { total } from '../metrics/outcome.ts';
import { count, type HistogramName, type Snapshot } from '../metrics/snapshot.ts';
import { largestFirst } from '../metrics/wording.ts';
import {
  formatBytes,
  formatCount,
  formatRate,
  formatSeconds,
  formatShare,
  formatUs,
  histogramPercentile,
  NO_NUMBER,
} from './numbers.ts';
import type { RunInfo } from './run-info.ts';
import type { History } from './terminal-history.ts';
import { drawBar, drawSparkline, progressAt } from './terminal-progress.ts';
import {
  cells,
  joinFitting,
  type Line,
  type Look,
  padEnd,
  padStart,
  type Span,
  type Style,
} from './terminal-text.ts';

export interface Frame {
  readonly run: RunInfo;
  readonly window: Snapshot;
  readonly soFar: Snapshot;
  readonly history: History;
}

interface Grid {
  readonly columns: number;
  readonly label: number;
  readonly second: number;
  readonly cell: number;
  readonly wide: boolean;
}

/** The frame in lines, most important first; a caller with few rows may leave out the empty ones. */
export function drawFrame(frame: Frame, columns: number, look: Look): Line[] {
  const grid = gridFor(columns);
  return [
    ...heading(frame, look),
    [],
    stageLine(frame, grid, look),
    [],
    ...connectionLines(frame, grid, look),
    [],
    ...latencyLines(frame, grid),
    [],
    ...trafficLines(frame, grid, look),
    healthLine(frame, grid, look),
  ];
}

function gridFor(columns: number): Grid {
  const wide = columns >= 76;
  const label = 13;
  const second = wide ? 12 : 6;
  const cell = Math.min(11, Math.max(7, Math.floor((columns - 1 - label - second) / 5)));
  return { columns, label, second, cell, wide };
}

function heading({ run }: Frame, look: Look): Line[] {
  const dot = look.unicode ? ' · ' : ' - ';
  const { plan } = run;
  return [
    [
      [' busyhour ', 'bold'],
      [` ${run.name}`, 'plain'],
      [`${dot}${plan.platform.name}${dot}${plan.profile.name}`, 'dim'],
      ...(plan.profile.timeScale === 1
        ? []
        : [[`${dot}time scale ${plan.profile.timeScale}`, 'dim'] as const]),
    ],
    [[`           ${plan.target.url}`, 'dim']],
  ];
}

function stageLine({ run, soFar, history }: Frame, grid: Grid, look: Look): Line {
  const progress = progressAt(run.plan.profile, soFar.endUs, history.limitAtUs);
  const limited = history.limitAtUs !== undefined;
  const name = !progress.stage
    ? 'closing'
    : limited
      ? 'limit found'
      : `stage ${progress.number} of ${progress.of}`;
  const detail = progress.stage && !limited && grid.wide ? stageDetail(progress.stage) : '';
  const left = progress.stage
    ? `${progress.atMost ? 'at most ' : ''}${formatSeconds(progress.leftUs)} left`
    : '';
  const label = padEnd(` ${name}`, 17) + (detail === '' ? '' : padEnd(detail, 20));
  const tail = `${padStart(formatShare(Math.floor(progress.share * 100) / 100), 6)}  ${padStart(left, 18)}`;
  const width = Math.min(48, Math.max(8, grid.columns - 2 - cells(label) - cells(tail)));
  return [[label, limited ? 'warn' : 'plain'], ...drawBar(progress.share, width, look), [tail, 'dim']];
}

function stageDetail(stage: { readonly target: number; readonly shape: string }): string {
  return `${stage.shape === 'linear' ? 'toward' : 'hold'} ${formatCount(stage.target)}`;
}

function connectionLines({ run, window, soFar, history }: Frame, grid: Grid, look: Look): Line[] {
  const { open, target } = window.gauges;
  const failed = count(soFar, 'failed');
  const closed = count(soFar, 'closed');
  const width = grid.cell * 5 + grid.second;
  const curve = history.curve(width);
  const top = Math.max(
    1,
    ...curve,
    ...run.plan.profile.stages.map((stage) => (stage.target <= target ? stage.target : 0)),
  );
  return [
    row(grid, '', '', ['open', 'target', 'asked', 'failed', 'closed'], ['dim', 'dim', 'dim', 'dim', 'dim']),
    row(grid, 'connections', '', [open, target, count(soFar, 'asked'), failed, closed].map(formatCount), [
      open > 0 && open >= target ? 'good' : 'bold',
      'plain',
      'plain',
      failureStyle(soFar),
      'plain',
    ]),
    [[' '.repeat(grid.label)], [drawSparkline(curve, top, look), 'accent']],
  ];
}

function latencyLines({ window, soFar, history, run }: Frame, grid: Grid): Line[] {
  const [now, whole, start] = grid.wide
    ? ['last second', 'whole run', 'from start']
    : ['now', 'run', 'start'];
  const lines = [
    row(grid, '', '', ['p50', 'p95', 'p99', 'max', 'count'], ['dim', 'dim', 'dim', 'dim', 'dim']),
    latencyRow(grid, 'handshake', now, history.lastWith('handshakeLatency'), 'handshakeLatency', window),
    latencyRow(grid, '', whole, soFar, 'handshakeLatency'),
  ];
  const timed = has(soFar, 'roundTrip') || run.plan.messages.mode !== 'none';
  const other = (['push', 'pingRtt'] as const).find((name) => has(soFar, name));
  if (timed) {
    lines.push(
      latencyRow(grid, 'round trip', now, history.lastWith('roundTrip'), 'roundTrip', window),
      latencyRow(grid, '', whole, soFar, 'roundTrip'),
      latencyRow(grid, '', start, soFar, 'roundTripService'),
    );
  } else if (other) {
    const label = other === 'push' ? 'event push' : 'ping';
    lines.push(
      latencyRow(grid, label, now, history.lastWith(other), other, window),
      latencyRow(grid, '', whole, soFar, other),
    );
  }
  return lines;
}

/** A row that is not of `current` is dimmed: the last second in which anything was measured has passed. */
function latencyRow(
  grid: Grid,
  label: string,
  second: string,
  snapshot: Snapshot | undefined,
  name: HistogramName,
  current?: Snapshot,
): Line {
  const histogram = snapshot?.histograms[name];
  const style: Style = current && snapshot !== current ? 'dim' : 'plain';
  return row(grid, label, second, percentileCells(histogram), [style, style, style, style, 'dim']);
}

function percentileCells(histogram: Histogram | undefined): string[] {
  if (!histogram || histogram.count === 0) return [NO_NUMBER, NO_NUMBER, NO_NUMBER, NO_NUMBER, NO_NUMBER];
  return [
    formatUs(histogramPercentile(histogram, 'p50')),
    formatUs(histogramPercentile(histogram, 'p95')),
    formatUs(histogramPercentile(histogram, 'p99')),
    formatUs(histogram.percentile(100)),
    formatCount(histogram.count),
  ];
}

function trafficLines({ window, soFar, history }: Frame, grid: Grid, look: Look): Line[] {
  const seconds = Math.max(0.001, (window.endUs - window.startUs) / 1e6);
  const rate = (counter: Parameters<typeof count>[1]) => count(window, counter) / seconds;
  const room = grid.columns - 2 - grid.label;
  const arrow = look.unicode ? { in: '↓', out: '↑' } : { in: 'in', out: 'out' };
  const throttles = [count(soFar, 'throttledHandshakes'), count(soFar, 'throttledMessages')] as const;
  const churn = history.churnShare();
  const lines: Line[] = [
    labelled(grid, 'messages', [
      [
        `${padEnd(`${arrow.in} ${formatRate(rate('messagesReceived'))}/s`, 12)}${padEnd(`${formatBytes(rate('bytesReceived'))}/s`, 12)}`,
      ],
      [
        `${padEnd(`${arrow.out} ${formatRate(rate('messagesSent'))}/s`, 12)}${formatBytes(rate('bytesSent'))}/s`,
      ],
    ]),
    labelled(grid, 'throttled', [
      [
        padEnd(
          `${formatCount(throttles[0])} ${grid.wide ? 'handshakes' : 'dials'}, ${formatCount(throttles[1])} messages`,
          grid.wide ? 28 : 24,
        ),
        throttles[0] + throttles[1] > 0 ? 'warn' : 'plain',
      ],
      ['churn ', 'dim'],
      [
        churn === undefined ? NO_NUMBER : `${formatShare(churn)} a minute`,
        churn !== undefined && churn > 0.02 ? 'warn' : 'plain',
      ],
    ]),
  ];
  const failures = largestFirst(soFar.failures).map(([kind, n]) => `${kind} ${formatCount(n)}`);
  const closes = largestFirst(soFar.closes).map(([cause, n]) => `${cause} ${formatCount(n)}`);
  lines.push(
    labelled(grid, 'failures', [
      [joinFitting(failures, room, look) || 'none', failures.length > 0 ? failureStyle(soFar) : 'dim'],
    ]),
  );
  lines.push(
    labelled(grid, 'closes', [
      [joinFitting(closes, room, look) || 'none', closes.length > 0 ? 'plain' : 'dim'],
    ]),
  );
  return lines;
}

function healthLine({ window, soFar }: Frame, grid: Grid, look: Look): Line {
  const lag = histogramPercentile(soFar.histograms.loopLag, 'p99');
  const starts = count(soFar, 'starts');
  const late = starts === 0 ? 0 : count(soFar, 'lateStarts') / starts;
  const cpu = window.health.cpuShare;
  const dot: Span = [look.unicode ? ' · ' : ', ', 'dim'];
  return labelled(grid, 'generator', [
    [`cpu ${formatShare(cpu)}`, cpu > 0.97 ? 'bad' : cpu > 0.85 ? 'warn' : 'plain'],
    dot,
    [
      `${grid.wide ? 'loop lag p99' : 'lag'} ${formatUs(lag)}`,
      lag !== null && lag > 10_000 ? 'warn' : 'plain',
    ],
    dot,
    [`${grid.wide ? 'late starts' : 'late'} ${formatShare(late)}`, late > 0.01 ? 'warn' : 'plain'],
    dot,
    [formatBytes(window.health.rssBytes)],
  ]);
}

/** Being throttled is what a ramp is out for; anything else is trouble. */
function failureStyle({ failures }: Snapshot): Style {
  const all = total(failures);
  return all === 0 ? 'plain' : all === failures.throttled ? 'warn' : 'bad';
}

function labelled(grid: Grid, label: string, spans: readonly Span[]): Line {
  return [[padEnd(` ${label}`, grid.label), 'dim'], ...spans];
}

function row(
  grid: Grid,
  label: string,
  second: string,
  values: readonly string[],
  styles: readonly Style[],
): Line {
  const cellsOf = values.map((value, i): Span => [padStart(value, grid.cell), styles[i] ?? 'plain']);
  return [[padEnd(` ${label}`, grid.label), 'dim'], [padEnd(second, grid.second), 'dim'], ...cellsOf];
}

function has(snapshot: Snapshot, name: HistogramName): boolean {
  return (snapshot.histograms[name]?.count ?? 0) > 0;
}
