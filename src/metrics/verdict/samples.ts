// Do the figures say what they seem to say: percentiles that rest on enough samples, of a load that had settled?
import { formatDurationUs } from '../../base/time.ts';
import type { Figures } from '../figures/shape.ts';
import { type Percentile, SAMPLES_NEEDED } from '../samples-needed.ts';
import { count, type Snapshot } from '../snapshot.ts';
import { DISTRIBUTIONS } from '../threshold/metric.ts';
import type { Threshold } from '../threshold/threshold.ts';
import type { WindowStats } from '../window-stats.ts';
import { sayCount, sayPlural } from '../wording.ts';
import type { Doubt } from './doubt.ts';
import { VERDICT_LIMITS } from './limits.ts';

export function* doubtSamples(
  total: Snapshot,
  stats: WindowStats,
  figures: Figures,
  thresholds: readonly Threshold[],
): Generator<Doubt> {
  for (const { text: threshold, metric } of thresholds) {
    const at = metric.lastIndexOf('.');
    const needed = SAMPLES_NEEDED[metric.slice(at + 1) as Percentile] as number | undefined;
    const samples = DISTRIBUTIONS[metric.slice(0, at)]?.read(figures).count ?? 0;
    if (needed === undefined || samples === 0 || samples >= needed) continue;
    const text = `the threshold ${threshold} rests on ${sayCount(samples)} samples, and a ${metric.slice(at + 1)} needs ${sayCount(needed)}; let the run last longer, or judge a lower percentile`;
    yield { validity: 'SUSPECT', code: 'few-samples', text };
  }
  const byClock = thresholds.find(({ metric }) => metric.startsWith('push.'));
  const ahead = count(total, 'pushesAhead');
  if (byClock !== undefined && ahead > 0) {
    const text = `the threshold ${byClock.text} judges push times, and ${sayPlural(ahead, 'event')} came before the moment that the platform had stamped on them, so its clock is ahead; set the clocks, or judge round trips`;
    yield { validity: 'SUSPECT', code: 'clock-ahead', text };
  }
  const drift = stats.drift(VERDICT_LIMITS.driftAfterUs);
  if (drift === null) return;
  const apartUs = Math.abs(drift.toUs - drift.fromUs);
  const share = apartUs / Math.max(1, Math.min(drift.fromUs, drift.toUs));
  if (apartUs <= VERDICT_LIMITS.driftUs || share <= VERDICT_LIMITS.driftShare) return;
  const text = `no steady state was reached: with all connections open the median round trip still went from ${formatDurationUs(drift.fromUs)} to ${formatDurationUs(drift.toUs)}, so one percentile for the whole run describes neither; let it last longer, and read the curves`;
  yield { validity: 'SUSPECT', code: 'no-steady-state', text };
}
