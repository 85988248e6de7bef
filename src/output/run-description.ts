// A RunInfo as the metrics want to know it. The one place where a plan's words become a report's.
import type { RunDescription } from '../metrics/figures/run-description.ts';
import { profilePeak } from '../plan/profile.ts';
import { redactAddress } from './redaction.ts';
import type { RunInfo } from './run-info.ts';

export function describeRun({ name, startedAt, plan, machine }: RunInfo): RunDescription {
  return {
    name,
    startedAt,
    platform: plan.platform.name,
    profile: plan.profile.name,
    target: redactAddress(plan.target.url),
    seeksLimit: plan.profile.untilThrottled,
    peakTarget: profilePeak(plan.profile),
    timeScale: plan.profile.timeScale,
    certificateChecked: !plan.target.secure || plan.target.tls.verify,
    resumesTls: plan.target.secure && plan.target.tls.resumption,
    memoryBytes: machine.memoryBytes,
  };
}
