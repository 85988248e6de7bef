// What must hold of every play: the one failure or cause, in time, every sum, no descriptor kept, and bystanders
// that noticed nothing. Judges plain data, wherever it was played.
import { expect } from 'bun:test';
import { total } from '../../src/metrics/outcome.ts';
import { BYSTANDERS, DEADLINE_MS, type Expectation, type Fault, VICTIMS, withinMs } from './fault.ts';
import type { Outcome } from './outcome.ts';

/** The clocks of two processes agree to less than this. */
const CLOCK_MS = 50;

export function judge(fault: Fault, outcome: Outcome): void {
  expectSumsAddUp(outcome);
  expectBystandersUntouched(fault, outcome);
  expectEnds(fault, outcome);
  const { before, after } = outcome.descriptors;
  expect(after, 'file descriptors of the worker').toBeLessThanOrEqual(before);
  const { answer, memoryMb, slowestTcpMs = 0 } = fault.expect;
  if (answer !== undefined) expect(outcome.goodbyes).toEqual(Array(VICTIMS).fill([answer]));
  if (memoryMb !== undefined) expect(outcome.memoryMb).toBeLessThan(memoryMb);
  expect(outcome.slowestTcpMs).toBeGreaterThanOrEqual(slowestTcpMs);
}

function expectSumsAddUp({ counters, failures, closes, notAttempted, openAtEnd, connectingAtEnd }: Outcome) {
  const { asked = 0, attempted = 0, opened = 0, failed = 0, closed = 0 } = counters;
  expect(asked).toBe(BYSTANDERS + VICTIMS);
  expect(asked).toBe(attempted + total(notAttempted));
  expect(attempted).toBe(opened + failed);
  expect(opened).toBe(openAtEnd + closed);
  expect(failed).toBe(total(failures));
  expect(closed).toBe(total(closes));
  expect(connectingAtEnd).toBe(0);
}

function expectBystandersUntouched({ expect: { until } }: Fault, outcome: Outcome): void {
  // They echoed at the server after the last victim's end; so whoever ended was a victim.
  const { counters, echoed, openAtEnd } = outcome;
  expect(openAtEnd).toBe(until ? BYSTANDERS + VICTIMS : BYSTANDERS);
  expect(counters.messagesInvalid ?? 0).toBe(0);
  // Where victims stay, who owe answers, the end of the run does not wait for the last of the bystanders' either.
  if (!until) expect(counters.messagesValid).toBeGreaterThanOrEqual(echoed);
}

function expectEnds(fault: Fault, { ends, failures, closes }: Outcome): void {
  const { expect: expected, deadline } = fault;
  if (expected.until) return expect(ends).toEqual([]);
  expect(ends).toHaveLength(VICTIMS);
  expect(new Set(ends.map(({ ordinal }) => ordinal)).size).toBe(VICTIMS);
  const kinds: Readonly<Record<string, number>> = expected.failure ? failures : closes;
  const told = ends.map((end) => end.detail[expected.failure ? 'kind' : 'cause']);
  for (const kind of told) expect(allowed(expected)).toContain(kind as never);
  expect(kinds).toEqual(
    Object.fromEntries(told.map((kind) => [kind, told.filter((k) => k === kind).length])),
  );
  expect(total(expected.failure ? closes : failures)).toBe(0);
  for (const { detail, afterMs } of ends) {
    expect(detail).toMatchObject(expected.detail ?? {});
    expect(afterMs).toBeLessThan(withinMs(fault));
    if (deadline !== undefined && deadline !== 'close') {
      expect(afterMs).toBeGreaterThan(DEADLINE_MS - CLOCK_MS);
    }
  }
}

function allowed({ failure = [], cause = [] }: Expectation): readonly string[] {
  return [failure, cause].flat();
}
