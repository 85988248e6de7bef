// The run as plain lines, for pipes and CI logs: one every five seconds, and one for each thing worth a line of
// its own. No escape sequences, no drawing; each line stands alone, as logs are read with grep.
import { formatDurationUs } from '../../base/time.ts';
import type { RunEvent } from '../../metrics/record/event.ts';
import { count } from '../../metrics/snapshot.ts';
import { largestFirst } from '../../metrics/wording.ts';
import { profileDurationUs } from '../../plan/profile.ts';
import { commandWords } from '../command-words.ts';
import {
  formatBytes,
  formatCount,
  formatPlural,
  formatRate,
  formatSeconds,
  formatShare,
  formatUs,
  histogramPercentile,
} from '../numbers.ts';
import type { RunInfo } from '../run-info.ts';
import { cleanText } from '../words.ts';
import type { Frame } from './grid.ts';
import { type Progress, progressAt } from './progress.ts';

export function startLine({ name, plan }: RunInfo): string {
  const { profile } = plan;
  const length = formatDurationUs(profileDurationUs(profile));
  const until = profile.untilThrottled ? ', until the platform throttles' : '';
  return cleanText(
    `busyhour ${name}: ${plan.platform.name} at ${plan.target.url}, ${profile.name} of ${formatPlural(profile.stages.length, 'stage')} in ${length}${until}`,
    1_000,
  );
}

export function progressLine({
  played,
  isLimitFound,
  window,
  soFar,
}: Omit<Frame, 'run' | 'history'>): string {
  const progress = progressAt(played, soFar.endUs);
  const mayEndEarlier = played.untilThrottled && !isLimitFound;
  const seconds = Math.max(0.001, (window.endUs - window.startUs) / 1e6);
  const rate = (counter: Parameters<typeof count>[1]) => formatRate(count(window, counter) / seconds);
  const p = (name: 'handshakeLatency' | 'roundTrip') =>
    `p50 ${formatUs(histogramPercentile(soFar.histograms[name], 'p50'))} p99 ${formatUs(histogramPercentile(soFar.histograms[name], 'p99'))}`;
  const parts = [
    `open ${formatCount(window.gauges.open)} of ${formatCount(window.gauges.target)}`,
    `asked ${formatCount(count(soFar, 'asked'))} failed ${formatCount(count(soFar, 'failed'))} closed ${formatCount(count(soFar, 'closed'))}`,
    `handshake ${p('handshakeLatency')}`,
    ...((soFar.histograms.roundTrip?.count ?? 0) > 0 ? [`round trip ${p('roundTrip')}`] : []),
    `in ${rate('messagesReceived')}/s out ${rate('messagesSent')}/s`,
    ...outcomes('failures', largestFirst(soFar.failures)),
    ...outcomes('closes', largestFirst(soFar.closes)),
    `cpu ${formatShare(window.health.cpuShare)} memory ${formatBytes(window.health.rssBytes)}`,
    progress.stage ? `${mayEndEarlier ? 'at most ' : ''}${formatSeconds(progress.leftUs)} left` : 'closing',
  ];
  return `${stamp(soFar.endUs)}  ${parts.join(', ')}`;
}

/** Where the profile enters a stage: `stage 3 of 12, hold 75 connections`. */
export function stageLine(atUs: number, { stage, number, of }: Progress): string | undefined {
  if (!stage) return undefined;
  const verb = stage.shape === 'linear' ? 'move to' : 'hold';
  return `${stamp(atUs)}  stage ${number} of ${of}, ${verb} ${formatPlural(stage.target, 'connection')}`;
}

/** The line of an event, or undefined where it is none to interrupt a reader with, or another event tells it. */
export function eventLine(event: RunEvent): string | undefined {
  const command = event.detail.because === 'interrupt' ? null : commandWords(event);
  if (command !== null) return cleanText(`${stamp(event.atUs)}  ${command}`, 1_000);
  const word = interruptingWord(event);
  if (word === undefined) return undefined;
  const details = Object.entries(event.detail).map(([key, value]) => `${spaced(key)} ${value}`);
  const where = event.worker === null ? [] : [`worker ${event.worker}`];
  return cleanText(`${stamp(event.atUs)}  ${[word, ...where, ...details].join(', ')}`, 1_000);
}

function interruptingWord({ kind, detail }: RunEvent): string | undefined {
  switch (kind) {
    case 'limit':
      return 'limit found';
    case 'worker':
      return detail.state === 'lost' ? 'worker lost' : undefined;
    case 'interrupt':
      return 'interrupted';
    case 'end':
      return 'load ended';
    default:
      return undefined;
  }
}

/** `limitedBy` as `limited by`. */
function spaced(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function stamp(us: number): string {
  return `${(us / 1e6).toFixed(1).padStart(7)} s`;
}

function outcomes(label: string, counts: readonly [string, number][]): string[] {
  if (counts.length === 0) return [];
  return [
    `${label}: ${counts
      .slice(0, 3)
      .map(([name, n]) => `${name} ${formatCount(n)}`)
      .join(' ')}`,
  ];
}
