// The sums of the contract for every history, and what passes.

import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { total as sumOf } from '../../../src/metrics/outcome.ts';
import { summarize } from '../../../src/metrics/summary/summary.ts';
import { parseThreshold, type Threshold } from '../../../src/metrics/threshold/threshold.ts';
import { anyHistory } from '../arbitrary.ts';
import { COMPLETED, summaryInput } from '../run.ts';
import { minute } from './minute.ts';

describe('a summary', () => {
  test('of every history adds up as the contract says', () => {
    fc.assert(
      fc.property(anyHistory, (windows) => {
        const { connections: c, verdict, handshake } = summarize(summaryInput(windows));
        expect(c.asked).toBe(c.attempted + sumOf(c.notAttempted));
        expect(c.attempted).toBe(c.opened + c.failed);
        expect(c.opened).toBe(c.openAtEnd + c.closed);
        expect(sumOf(c.failures)).toBe(c.failed);
        expect(sumOf(c.closes)).toBe(c.closed);
        expect(c.peakOpen).toBeGreaterThanOrEqual(c.openAtEnd);
        expect(handshake.latencyUs.count).toBe(c.opened);
        expect(verdict.reasons.map((reason) => reason.code)).not.toContain('accounting');
      }),
    );
  });

  test('survives JSON unchanged', () => {
    fc.assert(
      fc.property(anyHistory, (windows) => {
        const summary = summarize(summaryInput(windows));
        expect(JSON.parse(JSON.stringify(summary))).toEqual(summary);
      }),
    );
    const nothing = summarize(summaryInput([]));
    expect(JSON.parse(JSON.stringify(nothing))).toEqual(nothing);
    expect(nothing.run.durationUs).toBe(0);
  });

  test('passes only where every threshold does and the measurement can be used', () => {
    const thresholds = ['opened>=8', 'failed<1'].map(parseThreshold) as Threshold[];
    expect(summarize(summaryInput([minute])).verdict).toMatchObject({ validity: 'VALID', passed: true });
    expect(summarize(summaryInput([minute], { thresholds: thresholds.slice(0, 1) })).verdict.passed).toBe(
      true,
    );
    expect(summarize(summaryInput([minute], { thresholds })).verdict).toMatchObject({
      validity: 'VALID',
      passed: false,
    });
    expect(summarize(summaryInput([minute], { journalLost: 'the disk is full' })).verdict).toMatchObject({
      validity: 'SUSPECT',
      passed: true,
    });
    expect(
      summarize(summaryInput([minute], { facts: { ...COMPLETED, workersLost: 1 } })).verdict,
    ).toMatchObject({
      validity: 'INVALID',
      passed: false,
    });
  });
});
