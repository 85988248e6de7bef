// Short runs against targets that let nobody in, and what holds of each of them.
import { expect } from 'bun:test';
import type { FailureKind } from '../../src/metrics/outcome.ts';
import type { Run } from './cli.ts';
import { expectSumsAddUp, wasTooBusy } from './sums.ts';

export const CONNECTIONS = 3;
export const ONCE = ['--connections', String(CONNECTIONS), '--jitter', '0s-50ms', '--no-redial', '--quiet'];
/** Handshakes that are under way when the load ends are waited for, up to two of the drain's five seconds. */
export const SHORT = [...ONCE, '--duration', '500ms', '--handshake-timeout', '1s'];
/** Half a second of load, a second for a handshake; whoever waits for the whole drain is found out. */
const SETTLED_US = 5_000_000;

/** Nothing opened, all of it for one reason: exit 4, and nobody says that it passed. */
export function expectUnreachable(ran: Run, kind: FailureKind): void {
  const { summary, code, stdout } = ran;
  expectSumsAddUp(summary);
  expect(summary.connections).toMatchObject({
    attempted: CONNECTIONS,
    opened: 0,
    failures: { [kind]: CONNECTIONS },
  });
  expect(code).toBe(4);
  expect(stdout).toStartWith(
    wasTooBusy(summary) ? 'INVALID' : `UNREACHABLE  Nothing ever opened in ${CONNECTIONS} attempts`,
  );
  expect(stdout).toContain(kind);
  expect(summary.verdict.passed).toBe(false);
  expect(summary.findings.map((finding) => finding.code)).toContain('nothing-opened');
  expect(summary.run.durationUs).toBeLessThan(SETTLED_US);
}
