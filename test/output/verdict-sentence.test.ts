// The verdict in one sentence: every ending, and never better than the verdict.
import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import type { Summary } from '../../src/metrics/figures/shape.ts';
import { renderSummary } from '../../src/output/terminal/summary.ts';
import { formatActual, headlineOf } from '../../src/output/verdict-sentence.ts';
import { changedSummary as changed } from './fixture-summary.ts';
import { makeRun } from './fixtures.ts';

const { summary } = makeRun();
const PLAIN = { color: false, unicode: true, columns: 100 };

describe('the verdict in one sentence', () => {
  const completed = { run: { ending: 'completed' }, capacity: null } as const;
  const cases: [string, Summary, string][] = [
    [
      'a limit found',
      summary,
      'PASSED: It bore 249 connections and throttled at 275; all 4 thresholds passed.',
    ],
    [
      'a limit that is no throttle',
      changed(summary, { capacity: { lower: 240, upper: 250, limitedBy: 'tcp-timeout' } }),
      'PASSED: It bore 240 connections; at 250 it did not (TCP did not connect in time); all 4 thresholds passed.',
    ],
    [
      'everything opened',
      changed(summary, {
        ...completed,
        connections: {
          attempted: 1000,
          opened: 1000,
          failed: 0,
          failures: {},
          closed: 3,
          closes: { ours: 3 },
        },
      }),
      'PASSED: All 1,000 connections opened and none was lost; all 4 thresholds passed.',
    ],
    [
      'some failed and some were lost',
      changed(summary, { ...completed, verdict: { thresholds: [] } }),
      'PASSED: 250 of 275 connections opened, most of the others failed because: the platform asked for fewer connections; 1 was lost (mostly: the TCP connection was reset).',
    ],
    [
      'a threshold failed',
      changed(summary, {
        verdict: {
          passed: false,
          thresholds: [
            { name: 'handshake.p99<2s', passed: false, actual: 3_200_000 },
            summary.verdict.thresholds[1]!,
          ],
        },
      }),
      'FAILED: 1 of 2 thresholds failed: handshake.p99<2s, but it was 3.20 s.',
    ],
    [
      'a threshold without a measurement',
      changed(summary, {
        verdict: { passed: false, thresholds: [{ name: 'push.p99<1s', passed: false, actual: null }] },
      }),
      'FAILED: The threshold failed: push.p99<1s, but nothing was measured.',
    ],
    [
      'invalid, though every threshold passed',
      changed(summary, {
        verdict: {
          validity: 'INVALID',
          passed: false,
          reasons: [{ code: 'cpu', text: 'The generator was overloaded.' }],
        },
      }),
      'INVALID: These numbers prove nothing: The generator was overloaded.',
    ],
    [
      'suspect',
      changed(summary, {
        verdict: {
          validity: 'SUSPECT',
          reasons: [{ code: 'lag', text: 'the loop lagged; use more workers' }],
        },
      }),
      'SUSPECT: It bore 249 connections and throttled at 275, but take the numbers with care: the loop lagged.',
    ],
    [
      'unreachable',
      changed(summary, {
        run: { ending: 'unreachable' },
        capacity: null,
        connections: { attempted: 25, opened: 0, failed: 25, failures: { 'tcp-refused': 25 } },
      }),
      'UNREACHABLE: Nothing ever opened in 25 attempts: nothing listens on that port (tcp-refused, 25 times).',
    ],
    [
      'interrupted',
      changed(summary, {
        run: { ending: 'interrupted', durationUs: 12_000_000 },
        capacity: null,
        connections: { attempted: 75, opened: 75, failed: 0, failures: {}, closed: 0, closes: {} },
      }),
      'INTERRUPTED: Stopped after 12.0 s: 75 of 275 connections were dialed, all of them opened and none was lost.',
    ],
    [
      'nothing opened, though the run was played to its end',
      changed(summary, {
        ...completed,
        verdict: { passed: false, thresholds: [] },
        connections: { attempted: 25, opened: 0, failed: 25, failures: { 'tcp-refused': 25 } },
      }),
      'UNREACHABLE: Nothing ever opened in 25 attempts: nothing listens on that port (tcp-refused, 25 times).',
    ],
    [
      'a record that ends in mid-ramp',
      changed(summary, {
        run: { ending: 'recovered' },
        capacity: null,
        verdict: { thresholds: [] },
        connections: {
          asked: 1_000,
          attempted: 1_000,
          opened: 900,
          failed: 0,
          failures: {},
          closed: 0,
          closes: {},
          connectingAtEnd: 100,
        },
      }),
      'PASSED: 900 of 1,000 connections opened, 100 were still in their handshake.',
    ],
    [
      'a threshold that failed narrowly',
      changed(summary, {
        verdict: {
          passed: false,
          thresholds: [{ name: 'handshake.success>=95%', passed: false, actual: 0.946 }],
        },
      }),
      'FAILED: The threshold failed: handshake.success>=95%, but it was 94.6 %.',
    ],
    [
      'nothing to do',
      changed(summary, { ...completed, connections: { attempted: 0, opened: 0, failed: 0 } }),
      'PASSED: No connection was attempted; all 4 thresholds passed.',
    ],
  ];
  for (const [name, given, expected] of cases) {
    test(name, () => {
      const { word, sentence } = headlineOf(given);
      expect(`${word}: ${sentence}`).toBe(expected);
      const lines = renderSummary(given, { ...PLAIN, columns: 60 }).split('\n');
      const opening = lines.slice(0, lines.indexOf('')).map((line) => line.trim());
      expect(opening.join(' ')).toBe(`${word}  ${sentence}`);
    });
  }

  test('never sounds better than the verdict', () => {
    const property = fc.property(
      fc.constantFrom('VALID', 'SUSPECT', 'INVALID'),
      fc.boolean(),
      fc.constantFrom('completed', 'limit-found', 'interrupted', 'unreachable', 'failed', 'recovered'),
      fc.constantFrom(0, 1, 250),
      (validity, passed, ending, opened) => {
        const { tone } = headlineOf(
          changed(summary, {
            run: { ending },
            verdict: { validity, passed: passed && validity !== 'INVALID' },
            capacity: null,
            connections: { opened },
          }),
        );
        if (tone === 'good') expect([validity, passed, opened > 0]).toEqual(['VALID', true, true]);
      },
    );
    fc.assert(property);
  });
});

test('a threshold is said in the unit of its limit', () => {
  const said = (name: string, actual: number | null) => formatActual({ name, passed: true, actual });
  expect(said('handshake.p99<2s', 1_234_567)).toBe('1.23 s');
  expect(said('handshake.success>=85%', 0.9)).toBe('90 %');
  expect(said('failed<10', 3)).toBe('3');
  expect(said('churn.perMinute<10', 1.234)).toBe('1.23');
  expect(said('push.p50<1s', null)).toBe('-');
});
