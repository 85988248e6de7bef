// One frame of the live view, as lines: what the snapshots say, laid out on one grid so that nothing jumps from
// second to second. Pure: no stream, no clock.
import { count } from '../../metrics/snapshot.ts';
import { formatCount, formatSeconds } from '../numbers.ts';
import { type Frame, failureStyle, type Grid, gridFor, row } from './grid.ts';
import { latencyLines } from './latency.ts';
import { drawBar, drawSparkline, progressAt } from './progress.ts';
import { cells, type Line, type Look, padEnd, padStart } from './text.ts';
import { healthLine, trafficLines } from './traffic.ts';

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

function stageLine({ played, isLimitFound, soFar }: Frame, grid: Grid, look: Look): Line {
  const progress = progressAt(played, soFar.endUs);
  const name = !progress.stage
    ? 'closing'
    : isLimitFound
      ? 'limit found'
      : `stage ${progress.number} of ${progress.of}`;
  const detail = progress.stage && !isLimitFound && grid.wide ? stageDetail(progress.stage) : '';
  const mayEndEarlier = played.untilThrottled && !isLimitFound;
  const left = progress.stage
    ? `${mayEndEarlier ? 'at most ' : ''}${formatSeconds(progress.leftUs)} left`
    : '';
  const label = padEnd(` ${name}`, 17) + (detail === '' ? '' : padEnd(detail, 20));
  const tail = `${padStart(`${Math.floor(progress.share * 100)} %`, 6)}  ${padStart(left, 18)}`;
  const width = Math.min(48, Math.max(8, grid.columns - 2 - cells(label) - cells(tail)));
  return [[label, isLimitFound ? 'warn' : 'plain'], ...drawBar(progress.share, width, look), [tail, 'dim']];
}

function stageDetail(stage: { readonly target: number; readonly shape: string }): string {
  return `${stage.shape === 'linear' ? 'toward' : 'hold'} ${formatCount(stage.target)}`;
}

function connectionLines({ played, window, soFar, history }: Frame, grid: Grid, look: Look): Line[] {
  const { open, target } = window.gauges;
  const failed = count(soFar, 'failed');
  const closed = count(soFar, 'closed');
  const width = grid.cell * 5 + grid.second;
  const curve = history.curve(width);
  const top = Math.max(
    1,
    ...curve,
    ...played.stages.map((stage) => (stage.target <= target ? stage.target : 0)),
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
