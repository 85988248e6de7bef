// The lower part of the live view: messages, throttles, why connections failed and closed, and how the generator
// itself is doing. Colour only where someone should look: from the verdict's and the findings' own limits on.
import { FINDING_LIMITS } from '../../metrics/findings/limits.ts';
import { count } from '../../metrics/snapshot.ts';
import { VERDICT_LIMITS } from '../../metrics/verdict/limits.ts';
import { startedLate } from '../../metrics/verdict/timing.ts';
import { largestFirst } from '../../metrics/wording.ts';
import {
  formatBytes,
  formatCount,
  formatRate,
  formatShare,
  formatUs,
  histogramPercentile,
  NO_NUMBER,
} from '../numbers.ts';
import { type Frame, failureStyle, type Grid, labelled } from './grid.ts';
import { joinFitting, type Line, type Look, padEnd, type Span, type Style } from './text.ts';

export function trafficLines({ window, soFar, history }: Frame, grid: Grid, look: Look): Line[] {
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
        churn !== undefined && churn > FINDING_LIMITS.churnShare ? 'warn' : 'plain',
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

export function healthLine({ window, soFar }: Frame, grid: Grid, look: Look): Line {
  const lag = histogramPercentile(soFar.histograms.loopLag, 'p99');
  const starts = count(soFar, 'starts');
  const late = starts === 0 ? 0 : count(soFar, 'lateStarts') / starts;
  const cpu = window.health.cpuShare;
  const { cpuSuspect, cpuInvalid, loopLagP99SuspectUs, loopLagP99InvalidUs } = VERDICT_LIMITS;
  const dot: Span = [look.unicode ? ' · ' : ', ', 'dim'];
  return labelled(grid, 'generator', [
    [`cpu ${formatShare(cpu)}`, styleOf(cpu, cpuSuspect, cpuInvalid)],
    dot,
    [
      `${grid.wide ? 'loop lag p99' : 'lag'} ${formatUs(lag)}`,
      styleOf(lag ?? 0, loopLagP99SuspectUs, loopLagP99InvalidUs),
    ],
    dot,
    [`${grid.wide ? 'late starts' : 'late'} ${formatShare(late)}`, startedLate(soFar) ? 'warn' : 'plain'],
    dot,
    [formatBytes(window.health.rssBytes)],
  ]);
}

function styleOf(figure: number, suspect: number, invalid: number): Style {
  return figure > invalid ? 'bad' : figure > suspect ? 'warn' : 'plain';
}
