// What must hold of every summary, whatever the run was; and of a summary and the simulator's own counters.
import { expect } from 'bun:test';
import type { Summary } from '../../src/metrics/figures/shape.ts';
import { total } from '../../src/metrics/outcome.ts';
import type { SimulatorStats } from '../../src/simulator/stats.ts';

export function expectSumsAddUp({ connections, verdict, messages }: Summary): void {
  const { asked, attempted, opened, failed, closed, openAtEnd } = connections;
  expect(asked).toBe(attempted + total(connections.notAttempted));
  expect(attempted).toBe(opened + failed);
  expect(opened).toBe(openAtEnd + closed);
  expect(failed).toBe(total(connections.failures));
  expect(closed).toBe(total(connections.closes));
  const { sent, answered, timedOut, lostAtClose, inFlightAtEnd } = messages;
  expect(sent).toBe(answered + timedOut + lostAtClose + inFlightAtEnd);
  expect(messages.received).toBe(messages.valid + messages.invalid);
  expect(verdict.reasons.map((reason) => reason.code)).not.toContain('accounting');
}

/** Of a run in which nobody else talked to the simulator, and no handshake died below HTTP. */
export function expectSameCounts(summary: Summary, stats: SimulatorStats): void {
  expectSumsAddUp(summary);
  const { connections, messages } = summary;
  expect(stats.accepted).toBe(connections.opened);
  expect(stats.connectionLimitRejected + stats.handshakeRateRejected).toBe(summary.throttled.handshakes);
  expect(stats.requestsReceived).toBe(messages.sent);
  expect(stats.acksReceived).toBe(messages.acks);
  expect(stats.acksUnexpected).toBe(0);
  expect(stats.clientPings).toBe(summary.ping.sent);
}

/**
 * The run passed. Where the machine that tests run on was too busy to measure, the run says so (exit 3), and that is
 * no fault of what is tested: then every threshold must have passed all the same.
 */
export function expectPassed({
  code,
  summary,
}: {
  readonly code: number | null;
  readonly summary: Summary;
}): void {
  expect(summary.verdict.thresholds.filter(({ passed }) => !passed)).toEqual([]);
  const reasons = summary.verdict.reasons.map((reason) => reason.code).join(', ');
  expect(code, reasons).toBe(wasTooBusy(summary) ? 3 : 0);
}

/** The verdict is INVALID, and for nothing but the machine that tests run on. */
export function wasTooBusy({ verdict: { validity, reasons } }: Summary): boolean {
  const blameless = [...BUSY, ...SHORT];
  return validity === 'INVALID' && reasons.every(({ code }) => blameless.includes(code));
}

/** What the verdict says of a machine that is busy with other things, on its cores or its network, and of nothing else. */
export const BUSY: readonly string[] = [
  'loop-lag',
  'generator-cpu',
  'late-starts',
  'slip',
  'pauses',
  'starved',
  'machine-busy',
  'retransmits',
];

/** What it says besides of a run that is as short as those of the tests. */
const SHORT = ['few-samples', 'no-steady-state'];

/**
 * The exit code of a run without thresholds that nobody ended: what its verdict stands for, whatever was doubtful; INVALID
 * only where the machine that tests run on was too busy.
 */
export function expectOwnCode(code: number | null, { verdict, run }: Summary): void {
  expect(run.ending).toBe('completed');
  expect(code).toBe(verdict.validity === 'INVALID' ? 3 : 0);
  if (code === 3) expect(verdict.reasons.filter((reason) => BUSY.includes(reason.code))).not.toEqual([]);
}
