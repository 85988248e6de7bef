// Which exit code a run ends with: the contract of the command line. The same for a run and for its folder read back.
import { EXIT, type ExitCode } from '../base/app-error.ts';
import type { Summary } from '../metrics/figures/shape.ts';
import { isUnreached } from '../metrics/summary/summary.ts';

/** `interrupted` is the code for a run that was. */
export function exitCodeOf(summary: Summary, interrupted: ExitCode): ExitCode {
  if (summary.run.ending === 'interrupted') return interrupted;
  const { failed, failures } = summary.connections;
  // Where this machine could not even dial, nothing is known of the target.
  const isOurs = failed > 0 && failures['local-limit'] === failed;
  if (isUnreached(summary)) return isOurs ? EXIT.invalidMeasurement : EXIT.unreachable;
  if (summary.verdict.validity === 'INVALID') return EXIT.invalidMeasurement;
  return summary.verdict.passed ? EXIT.passed : EXIT.thresholdFailed;
}
