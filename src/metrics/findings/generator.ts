// Findings of the generator and of the settings that it ran with.
import { formatDurationUs } from '../../base/time.ts';
import type { Finding } from '../figures/shape.ts';
import { HISTOGRAMS } from '../snapshot.ts';
import { sayBytes, sayPlural, sayShare } from '../wording.ts';
import type { FindingsInput } from './input.ts';
import { FINDING_LIMITS } from './limits.ts';

export function* ofGenerator({ run, figures, total, stats }: FindingsInput): Generator<Finding> {
  const growth = stats.memoryGrowth(FINDING_LIMITS.memoryGrowthAfterUs);
  if (growth && growth.share > FINDING_LIMITS.memoryGrowth) {
    const text = `The generator's memory grew by ${sayShare(growth.share)} (${sayBytes(growth.fromBytes)} to ${sayBytes(growth.toBytes)}) in ${formatDurationUs(growth.spanUs)} of steady load. Something is kept that should not be: a longer soak would end badly.`;
    yield { code: 'memory-growth', severity: 'warning', text };
  }
  const { rssBytesPeak } = figures.generator;
  if (run.memoryBytes > 0 && rssBytesPeak > FINDING_LIMITS.memoryShare * run.memoryBytes) {
    const text = `The generator used ${sayBytes(rssBytesPeak)} of this machine's ${sayBytes(run.memoryBytes)}. Fewer connections, or more machines, keep it from being killed.`;
    yield { code: 'generator-memory', severity: 'warning', text };
  }
  const clamped = HISTOGRAMS.reduce((sum, name) => sum + (total.histograms[name]?.clamped ?? 0), 0);
  if (clamped > 0) {
    const text = `${sayPlural(clamped, 'time')} an hour or more was measured; histograms count these as one hour.`;
    yield { code: 'values-clamped', severity: 'info', text };
  }
}

/** Whoever relied on it should hear of it, though no number of this summary depends on it. */
export function* ofOutputs({ failedOutputs }: FindingsInput): Generator<Finding> {
  for (const { output, problem, times } of failedOutputs) {
    const text = `${output} failed ${sayPlural(times, 'time')} (${problem}) and may be incomplete; these numbers do not depend on it.`;
    yield { code: 'output-failed', severity: 'warning', text: text.charAt(0).toUpperCase() + text.slice(1) };
  }
}

export function* ofSettings({ run }: FindingsInput): Generator<Finding> {
  if (!run.certificateChecked) {
    const text = "The server's certificate was not checked: whoever answered may not have been the platform.";
    yield { code: 'tls-not-verified', severity: 'warning', text };
  }
  if (run.resumesTls) {
    const text =
      "TLS sessions were resumed where the target allowed it, one connection's by the next. Clients of their own begin with a full handshake, which costs the target more: --no-tls-resumption measures that.";
    yield { code: 'tls-resumed', severity: 'info', text };
  }
  if (run.timeScale !== 1) {
    const text = `This was a rehearsal: every duration of the profile was divided by ${run.timeScale}. Limits that need time to show (token life, idle timeouts, leaks) may not have shown.`;
    yield { code: 'rehearsal', severity: 'info', text };
  }
}
