// The table of times in the live view: handshakes and round trips, of the last second and of the whole run.
// Law: a percentile on too few samples is a dash, also while it happens.
import type { Histogram } from '../../metrics/histogram.ts';
import type { HistogramName, Snapshot } from '../../metrics/snapshot.ts';
import { formatCount, formatUs, histogramPercentile, NO_NUMBER } from '../numbers.ts';
import { type Frame, type Grid, row } from './grid.ts';
import type { Line, Style } from './text.ts';

export function latencyLines({ window, soFar, history, run }: Frame, grid: Grid): Line[] {
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

function has(snapshot: Snapshot, name: HistogramName): boolean {
  return (snapshot.histograms[name]?.count ?? 0) > 0;
}
