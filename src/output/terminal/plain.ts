// The run as plain lines, for pipes and CI logs: one every five seconds, and one for each thing worth a line of
// its own. No escape sequences, no drawing; each line stands alone, as logs are read with grep.
import { formatDurationUs } from '../../base/time.ts';
import type { RunEvent } from '../../metrics/run-event.ts';
import { count, type Snapshot } from '../../metrics/snapshot.ts';
import { largestFirst } from '../../metrics/wording.ts';
import { profileDurationUs } from '../../plan/profile.ts';
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
import { progressAt } from './progress.ts';

export function startLine({ name, plan }: RunInfo): string {
  const { profile } = plan;
  const length = formatDurationUs(profileDurationUs(profile));
  const until = profile.untilThrottled ? ', until the platform throttles' : '';
  return cleanText(
    `busyhour ${name}: ${plan.platform.name} at ${plan.target.url}, ${profile.name} of ${formatPlural(profile.stages.length, 'stage')} in ${length}${until}`,
    1_000,
  );
}

export function progressLine(
  run: RunInfo,
  window: Snapshot,
  soFar: Snapshot,
  limitAtUs: number | undefined,
): string {
  const progress = progressAt(run.plan.profile, soFar.endUs, limitAtUs);
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
    progress.stage ? `${progress.atMost ? 'at most ' : ''}${formatSeconds(progress.leftUs)} left` : 'closing',
  ];
  return `${stamp(soFar.endUs)}  ${parts.join(', ')}`;
}

/** Where the profile enters a stage: `stage 3 of 12, hold 75 connections`. */
export function stageLine(run: RunInfo, atUs: number, limitAtUs: number | undefined): string | undefined {
  const { stage, number, of } = progressAt(run.plan.profile, atUs, limitAtUs);
  if (!stage || limitAtUs !== undefined) return undefined;
  const verb = stage.shape === 'linear' ? 'move to' : 'hold';
  return `${stamp(atUs)}  stage ${number} of ${of}, ${verb} ${formatPlural(stage.target, 'connection')}`;
}

/** The line of an event, or undefined where it is none to interrupt a reader with. */
export function eventLine(event: RunEvent): string | undefined {
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
      return detail.state === 'started' ? undefined : 'worker lost';
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
