// What must hold of every summary, whatever the run was; and of a summary and the simulator's own counters.
import { expect } from 'bun:test';
import { total } from '../../src/metrics/outcome.ts';
import type { Summary } from '../../src/metrics/summary/shape.ts';
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
  const { validity, reasons, thresholds } = summary.verdict;
  expect(thresholds.filter(({ passed }) => !passed)).toEqual([]);
  const busy = validity === 'INVALID' && reasons.every(({ code: reason }) => BUSY.includes(reason));
  expect(code).toBe(busy ? 3 : 0);
}

export const BUSY = ['loop-lag', 'generator-cpu', 'late-starts', 'slip', 'pauses', 'starved'];

/**
 * The exit code of a run without thresholds that nobody ended: what its verdict stands for, whatever was doubtful; INVALID
 * only where the machine that tests run on was too busy.
 */
export function expectOwnCode(code: number | null, { verdict, run }: Summary): void {
  expect(run.ending).toBe('completed');
  expect(code).toBe(verdict.validity === 'INVALID' ? 3 : 0);
  if (code === 3) expect(verdict.reasons.filter((reason) => BUSY.includes(reason.code))).not.toEqual([]);
}
