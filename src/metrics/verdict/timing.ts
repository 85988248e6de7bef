// Did the generator do what was due when it was due? Lateness, slip, and the pauses of its own loop.
// Law: only what is the generator's own fault counts; what waited for a cap or for the target does not.
import { formatDurationUs } from '../../base/time.ts';
import { tailOf } from '../samples-needed.ts';
import { count, type HistogramName, type Snapshot } from '../snapshot.ts';
import { sayPlural, sayShare } from '../wording.ts';
import type { Doubt } from './doubt.ts';
import { VERDICT_LIMITS } from './limits.ts';

const SLIPS: readonly (readonly [what: string, slip: HistogramName, reported: HistogramName])[] = [
  ['dials', 'dialSlip', 'handshakeLatency'],
  ['messages', 'sendSlip', 'roundTrip'],
];

const PERCENT = { p95: 95, p99: 99 } as const;

export function* doubtTiming(total: Snapshot): Generator<Doubt> {
  yield* lateStarts(total);
  for (const [what, slip, reported] of SLIPS) yield* slipOf(total, what, slip, reported);
  yield* loopLag(total);
  yield* pauses(total);
}

/** Whether starts came late more often than a hiccup would explain. */
export function startedLate(total: Snapshot): boolean {
  const late = count(total, 'lateStarts') + count(total, 'sendsSkipped');
  const { lateStartsSuspect, lateStartsLeast } = VERDICT_LIMITS;
  return late >= lateStartsLeast && late / count(total, 'starts') > lateStartsSuspect;
}

function* lateStarts(total: Snapshot): Generator<Doubt> {
  if (!startedLate(total)) return;
  const { lateStartUs, lateStartsSuspect } = VERDICT_LIMITS;
  const starts = count(total, 'starts');
  const late = count(total, 'lateStarts');
  const dropped = count(total, 'sendsSkipped');
  const droppedToo = dropped === 0 ? '' : `, and ${sayShare(dropped / starts)} were dropped`;
  const text = `${sayShare(late / starts)} of ${sayPlural(starts, 'start')} came more than ${formatDurationUs(lateStartUs)} after they were due${droppedToo} (at most ${sayShare(lateStartsSuspect)} together is fine); use more workers, a lower rate, or a quieter machine`;
  yield { validity: 'SUSPECT', code: 'late-starts', text };
}

function* slipOf(
  total: Snapshot,
  what: string,
  slip: HistogramName,
  reported: HistogramName,
): Generator<Doubt> {
  const lateness = total.histograms[slip];
  const tail = tailOf(lateness?.count ?? 0);
  if (lateness === undefined || tail === null) return;
  const percent = PERCENT[tail];
  const late = lateness.percentile(percent);
  const whole = total.histograms[reported]?.percentile(percent) ?? 0;
  const allowed = Math.max(VERDICT_LIMITS.slipP99Us, VERDICT_LIMITS.slipShare * whole);
  if (late <= allowed) return;
  const text = `the generator began its ${what} ${formatDurationUs(late)} late at the ${percent}th percentile (at most ${formatDurationUs(allowed)} is fine, beside a measured ${tail} of ${formatDurationUs(whole)}), and the latency contains that; use more workers or a quieter machine`;
  yield { validity: 'SUSPECT', code: 'slip', text };
}

function* loopLag({ histograms }: Snapshot): Generator<Doubt> {
  const { loopLagP99SuspectUs, loopLagP99InvalidUs } = VERDICT_LIMITS;
  const tail = tailOf(histograms.loopLag?.count ?? 0);
  if (histograms.loopLag === undefined || tail === null) return;
  const lag = histograms.loopLag.percentile(PERCENT[tail]);
  if (lag <= loopLagP99SuspectUs) return;
  const invalid = lag > loopLagP99InvalidUs;
  const allowed = invalid ? loopLagP99InvalidUs : loopLagP99SuspectUs;
  const text = `the generator's own event loop was late by ${formatDurationUs(lag)} at the ${PERCENT[tail]}th percentile (at most ${formatDurationUs(allowed)} ${invalid ? 'can be used' : 'is fine'}), and every latency contains that; use more workers or a quieter machine`;
  yield { validity: invalid ? 'INVALID' : 'SUSPECT', code: 'loop-lag', text };
}

/** A percentile of the lag hides a rare long pause, in which nevertheless everything due was late. */
function* pauses(total: Snapshot): Generator<Doubt> {
  const { pauseUs, pausesSuspect, pausesInvalid } = VERDICT_LIMITS;
  let pausedUs = 0;
  let longestUs = 0;
  for (const { value: lagUs, count: times } of total.histograms.loopLag?.recorded() ?? []) {
    if (lagUs < pauseUs) continue;
    pausedUs += lagUs * times;
    longestUs = lagUs;
  }
  const share = pausedUs / Math.max(1, (total.endUs - total.startUs) * total.workers);
  if (pausedUs === 0 || share <= pausesSuspect) return;
  const text = `the generator stood still for ${sayShare(share)} of the time, at most ${formatDurationUs(longestUs)} at once (pauses over ${formatDurationUs(pauseUs)} may take ${sayShare(pausesSuspect)}); the collector, a stopped process or a machine that slept: use more workers, more memory, or a quieter machine`;
  yield { validity: share > pausesInvalid ? 'INVALID' : 'SUSPECT', code: 'pauses', text };
}
