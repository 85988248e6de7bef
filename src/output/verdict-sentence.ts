// The verdict in one sentence that a person on a bad day understands; the same words on a terminal and a page.
// Reads a Summary and nothing else. Law: it never sounds better than the verdict is.
import { formatDurationUs } from '../base/time.ts';
import type { Capacity } from '../metrics/capacity.ts';
import type { Summary, ThresholdResult } from '../metrics/figures/shape.ts';
import { lostOf } from '../metrics/outcome.ts';
import { isUnreached } from '../metrics/summary/summary.ts';
import { THRESHOLD_METRICS } from '../metrics/threshold/metric.ts';
import { parseThreshold } from '../metrics/threshold/threshold.ts';
import { largestFirst } from '../metrics/wording.ts';
import { formatCount, formatPlural, formatShare, NO_NUMBER } from './numbers.ts';
import { CLOSE_WORDS, FAILURE_WORDS, limitWords } from './words.ts';

export type Tone = 'good' | 'doubtful' | 'bad';

export interface Headline {
  /** In capitals. */
  readonly word: 'PASSED' | 'FAILED' | 'SUSPECT' | 'INVALID' | 'UNREACHABLE' | 'INTERRUPTED';
  readonly tone: Tone;
  /** With its full stop. */
  readonly sentence: string;
}

export function headlineOf(summary: Summary): Headline {
  const { verdict, run } = summary;
  // What to do about it, after a semicolon, stands with the reasons below.
  const reason = verdict.reasons[0]?.text.split('; ')[0]?.replace(/\.\s*$/, '');
  const isStopped = run.ending === 'interrupted' || run.ending === 'failed';
  // Where this machine could not even dial, the verdict says so: nothing is known of the target.
  if (isUnreached(summary) && !isStopped && verdict.validity !== 'INVALID') {
    return { word: 'UNREACHABLE', tone: 'bad', sentence: `${unreachableClause(summary)}.` };
  }
  if (verdict.validity === 'INVALID') {
    return {
      word: 'INVALID',
      tone: 'bad',
      sentence: `These numbers prove nothing: ${reason ?? 'the measurement failed'}.`,
    };
  }
  const failed = verdict.thresholds.filter((threshold) => !threshold.passed);
  if (failed.length > 0) {
    return {
      word: 'FAILED',
      tone: 'bad',
      sentence: `${thresholdsClause(failed, verdict.thresholds.length)}.`,
    };
  }
  if (!verdict.passed && !isStopped)
    return { word: 'FAILED', tone: 'bad', sentence: `${upperFirst(loadClause(summary))}.` };
  const load = upperFirst(loadClause(summary));
  const care =
    verdict.validity === 'SUSPECT' ? `, but take the numbers with care: ${reason ?? 'see the reasons'}` : '';
  if (isStopped) {
    const after = formatDurationUs(run.durationUs);
    return {
      word: 'INTERRUPTED',
      tone: 'doubtful',
      sentence: `Stopped after ${after}: ${loadClause(summary)}${care}.`,
    };
  }
  if (care) return { word: 'SUSPECT', tone: 'doubtful', sentence: `${load}${care}.` };
  const all = verdict.thresholds.length;
  const passed = all === 0 ? '' : all === 1 ? '; its threshold passed' : `; all ${all} thresholds passed`;
  return { word: 'PASSED', tone: 'good', sentence: `${load}${passed}.` };
}

/** `it bore 240 connections and throttled at 250`. */
export function capacityClause(capacity: Capacity): string {
  const lower = formatPlural(capacity.lower, 'connection');
  if (capacity.limitedBy === 'throttled')
    return `it bore ${lower} and throttled at ${formatCount(capacity.upper)}`;
  return `it bore ${lower}; at ${formatCount(capacity.upper)} it did not (${limitWords(capacity.limitedBy)})`;
}

/** What a threshold measured, in the unit of its limit. */
export function formatActual(threshold: ThresholdResult): string {
  if (threshold.actual === null) return NO_NUMBER;
  const parsed = parseThreshold(threshold.name);
  const unit = typeof parsed === 'string' ? undefined : THRESHOLD_METRICS.get(parsed.metric)?.unit;
  const { actual, passed } = threshold;
  if (unit === undefined || typeof parsed === 'string') return formatNumber(actual);
  const format = { share: formatShare, time: formatDurationUs, count: formatNumber }[unit];
  // Rounded like its limit, a figure that missed it narrowly would seem to meet it.
  if (passed || format(actual) !== format(parsed.limit)) return format(actual);
  return {
    share: `${exactly(actual * 100)} %`,
    time: `${exactly(actual / 1_000)} ms`,
    count: String(actual),
  }[unit];
}

function exactly(n: number): string {
  return String(Number(n.toPrecision(8)));
}

function formatNumber(n: number): string {
  return Number.isInteger(n) ? formatCount(n) : n.toFixed(2);
}

function unreachableClause(summary: Summary): string {
  const { attempted, failures } = summary.connections;
  const [worst] = largestFirst(failures);
  const why = worst ? `: ${FAILURE_WORDS[worst[0]]} (${worst[0]}, ${formatCount(worst[1])} times)` : '';
  return `Nothing ever opened in ${formatPlural(attempted, 'attempt')}${why.replace(', 1 times', '')}`;
}

function thresholdsClause(failed: readonly ThresholdResult[], all: number): string {
  const first = failed[0]!;
  const was = first.actual === null ? 'nothing was measured' : `it was ${formatActual(first)}`;
  const count = all === 1 ? 'The threshold failed' : `${failed.length} of ${all} thresholds failed`;
  return `${count}: ${first.name}, but ${was}${failed.length > 1 ? '; the others are below' : ''}`;
}

function loadClause(summary: Summary): string {
  const { attempted, opened, closes } = summary.connections;
  if (summary.capacity) return capacityClause(summary.capacity);
  if (attempted === 0) return 'no connection was attempted';
  const opening = openingClause(summary);
  const lost = lostOf(closes);
  if (lost === 0) return opened === attempted ? `${opening} and none was lost` : opening;
  const { ours: _, ...theirs } = closes;
  const [cause] = largestFirst(theirs);
  return `${opening}; ${formatCount(lost)} ${lost === 1 ? 'was' : 'were'} lost${cause ? ` (mostly: ${CLOSE_WORDS[cause[0]]})` : ''}`;
}

/** Of those that were dialed, how many opened; and where not all that were due were dialed, of how many. */
function openingClause({ connections }: Summary): string {
  const { asked, attempted, opened, failures, connectingAtEnd } = connections;
  const isAll = attempted >= asked;
  const dialed = isAll
    ? ''
    : `${formatCount(attempted)} of ${formatPlural(asked, 'connection')} were dialed, `;
  if (opened === attempted && !isAll) return `${dialed}all of them opened`;
  if (opened === attempted)
    return attempted === 1 ? 'the one connection opened' : `all ${formatCount(attempted)} connections opened`;
  const [worst] = largestFirst(failures);
  const why = worst === undefined ? '' : `, most of the others failed because: ${FAILURE_WORDS[worst[0]]}`;
  const under =
    connectingAtEnd === 0 ? '' : `, ${formatCount(connectingAtEnd)} were still in their handshake`;
  return `${dialed}${formatCount(opened)} of ${formatPlural(attempted, 'connection')} opened${under}${why}`;
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
