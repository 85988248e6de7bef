import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { NO_QUANTILES, type Quantiles } from '../../../src/metrics/histogram.ts';
import { SAMPLES_NEEDED } from '../../../src/metrics/samples-needed.ts';
import type { Summary } from '../../../src/metrics/summary/shape.ts';
import { renderSummary } from '../../../src/output/terminal/summary.ts';
import { cells } from '../../../src/output/terminal/text.ts';
import { formatActual, judge } from '../../../src/output/verdict-sentence.ts';
import { makeRun } from '../fixtures.ts';

const { summary } = makeRun();
const PLAIN = { color: false, unicode: true, columns: 100 };

function changed(changes: {
  run?: Partial<Summary['run']>;
  verdict?: Partial<Summary['verdict']>;
  connections?: Partial<Summary['connections']>;
  capacity?: Summary['capacity'];
}): Summary {
  return {
    ...summary,
    run: { ...summary.run, ...changes.run },
    verdict: { ...summary.verdict, ...changes.verdict },
    connections: { ...summary.connections, ...changes.connections },
    capacity: changes.capacity === undefined ? summary.capacity : changes.capacity,
  };
}

const quantiles = (count: number): Quantiles => ({
  count,
  min: 1_000,
  p50: 2_000,
  p90: 3_000,
  p95: 4_000,
  p99: 5_000,
  p999: 6_000,
  max: 7_000,
  mean: 2_500,
});

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
      changed({ capacity: { lower: 240, upper: 250, limitedBy: 'tcp-timeout' } }),
      'PASSED: It bore 240 connections; at 250 it did not (TCP did not connect in time); all 4 thresholds passed.',
    ],
    [
      'everything opened',
      changed({
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
      changed({ ...completed, verdict: { thresholds: [] } }),
      'PASSED: 250 of 275 connections opened, most of the others failed because: the platform asked for fewer connections; 1 was lost (mostly: the TCP connection was reset).',
    ],
    [
      'a threshold failed',
      changed({
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
      changed({
        verdict: { passed: false, thresholds: [{ name: 'push.p99<1s', passed: false, actual: null }] },
      }),
      'FAILED: The threshold failed: push.p99<1s, but nothing was measured.',
    ],
    [
      'invalid, though every threshold passed',
      changed({
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
      changed({
        verdict: {
          validity: 'SUSPECT',
          reasons: [{ code: 'lag', text: 'the loop lagged; use more workers' }],
        },
      }),
      'SUSPECT: It bore 249 connections and throttled at 275, but take the numbers with care: the loop lagged.',
    ],
    [
      'unreachable',
      changed({
        run: { ending: 'unreachable' },
        capacity: null,
        connections: { attempted: 25, opened: 0, failed: 25, failures: { 'tcp-refused': 25 } },
      }),
      'UNREACHABLE: Nothing ever opened in 25 attempts: nothing listens on that port (tcp-refused, 25 times).',
    ],
    [
      'interrupted',
      changed({
        run: { ending: 'interrupted', durationUs: 12_000_000 },
        capacity: null,
        connections: { attempted: 75, opened: 75, failed: 0, failures: {}, closed: 0, closes: {} },
      }),
      'INTERRUPTED: Stopped after 12.0 s: 75 of 275 connections were dialed, all of them opened and none was lost.',
    ],
    [
      'nothing opened, though the run was played to its end',
      changed({
        ...completed,
        verdict: { passed: false, thresholds: [] },
        connections: { attempted: 25, opened: 0, failed: 25, failures: { 'tcp-refused': 25 } },
      }),
      'UNREACHABLE: Nothing ever opened in 25 attempts: nothing listens on that port (tcp-refused, 25 times).',
    ],
    [
      'a record that ends in mid-ramp',
      changed({
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
      changed({
        verdict: {
          passed: false,
          thresholds: [{ name: 'handshake.success>=95%', passed: false, actual: 0.946 }],
        },
      }),
      'FAILED: The threshold failed: handshake.success>=95%, but it was 94.6 %.',
    ],
    [
      'nothing to do',
      changed({ ...completed, connections: { attempted: 0, opened: 0, failed: 0 } }),
      'PASSED: No connection was attempted; all 4 thresholds passed.',
    ],
  ];
  for (const [name, given, expected] of cases) {
    test(name, () => {
      const { headline, sentence } = judge(given);
      expect(`${headline}: ${sentence}`).toBe(expected);
      const lines = renderSummary(given, { ...PLAIN, columns: 60 }).split('\n');
      const opening = lines.slice(0, lines.indexOf('')).map((line) => line.trim());
      expect(opening.join(' ')).toBe(`${headline}  ${sentence}`);
    });
  }

  test('never sounds better than the verdict', () => {
    const property = fc.property(
      fc.constantFrom('VALID', 'SUSPECT', 'INVALID'),
      fc.boolean(),
      fc.constantFrom('completed', 'limit-found', 'interrupted', 'unreachable', 'failed', 'recovered'),
      fc.constantFrom(0, 1, 250),
      (validity, passed, ending, opened) => {
        const { tone } = judge(
          changed({
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

describe('the summary', () => {
  const text = renderSummary(summary, PLAIN);

  test('says the thresholds with what was measured', () => {
    expect(text).toMatch(
      /✓ handshake\.p99<2s +39\.2 ms\n +✓ roundTrip\.p95<250ms +15\.7 ms\n +✓ failed\.rate<15% +9\.1 %\n/,
    );
    const failed = changed({ verdict: { thresholds: [{ name: 'churn<2%', passed: false, actual: 0.031 }] } });
    expect(renderSummary(failed, PLAIN)).toContain('✗ churn<2%   3.1 %');
    expect(renderSummary(failed, { ...PLAIN, unicode: false })).toContain('FAIL churn<2%   3.1 %');
  });

  test('has the sums in one row', () => {
    expect(text).toMatch(
      /asked +attempted +opened +failed +closed +at end +peak\n +275 +275 +250 +25 +1 +249 +249\n/,
    );
  });

  test('says why, with words', () => {
    expect(text).toContain(
      'Why handshakes failed\n  25   100 %  throttled  the platform asked for fewer connections\n',
    );
    expect(text).toContain('Why connections closed\n  1   100 %  reset  the TCP connection was reset\n');
  });

  test('has both series of round trips side by side, and the phases', () => {
    expect(text).toMatch(
      /Round trips .*p50.*\n +from due +[\d.]+ ms .* 17,700\n +from start +[\d.]+ ms .* 17,700\n/,
    );
    expect(text).toMatch(
      /Handshakes .*\n +tcp .* 250\n +upgrade .* 250\n +from due .* 250\n +from start .* 250\n/,
    );
    expect(text).not.toMatch(/^ +(dns|tls|ready) /m);
  });

  test('shows no percentile on too few samples', () => {
    const lines = (count: number) => {
      const line = renderSummary(
        { ...summary, messages: { ...summary.messages, roundTripUs: quantiles(count) } },
        PLAIN,
      )
        .split('\n')
        .find(
          (candidate, i, all) => candidate.includes('from due') && all[i - 1]!.startsWith('Round trips'),
        )!;
      return line.replace('from due', '').trim().split(/ {2,}/);
    };
    expect(SAMPLES_NEEDED).toEqual({ p50: 7, p90: 44, p95: 90, p99: 459, p999: 4603 });
    expect(lines(458)).toEqual(['2.00 ms', '3.00 ms', '4.00 ms', '-', '-', '7.00 ms', '458']);
    expect(lines(459)).toEqual(['2.00 ms', '3.00 ms', '4.00 ms', '5.00 ms', '-', '7.00 ms', '459']);
    expect(lines(4602)[4]).toBe('-');
    expect(lines(4603)[4]).toBe('6.00 ms');
    expect(lines(6)).toEqual(['-', '-', '-', '-', '-', '7.00 ms', '6']);
  });

  test('the needed samples are those that leave at most 1 % of doubt', () => {
    for (const [name, share] of [
      ['p50', 0.5],
      ['p90', 0.9],
      ['p95', 0.95],
      ['p99', 0.99],
      ['p999', 0.999],
    ] as const) {
      const needed = SAMPLES_NEEDED[name];
      expect(share ** needed).toBeLessThanOrEqual(0.01);
      expect(share ** (needed - 1)).toBeGreaterThan(0.01);
    }
  });

  test('keeps to its width, in colour too, whatever a name is', () => {
    const property = fc.property(
      fc.integer({ min: 40, max: 140 }),
      fc.string({ unit: 'grapheme' }),
      fc.boolean(),
      (columns, name, color) => {
        const given = {
          ...changed({ run: { name, target: name.repeat(5) } }),
          findings: [{ code: 'x', severity: 'warning' as const, text: name }],
        };
        const widest = Math.max(
          ...renderSummary(given, { color, unicode: true, columns }).split('\n').map(cells),
        );
        expect(widest).toBeLessThanOrEqual(Math.min(columns, 100));
      },
    );
    fc.assert(property, { numRuns: 60 });
  });

  test('colours only where it may, and lets no escape sequence through', () => {
    expect(text).not.toContain('\x1b');
    expect(renderSummary(summary, { ...PLAIN, color: true })).toContain('\x1b[32mPASSED  \x1b[0m');
    const evil = changed({ run: { name: '\x1b[2J\u202e', target: '\x1b]0;x\x07' } });
    const shown = renderSummary(evil, PLAIN);
    for (const character of '\u001b\u0007\u202e') expect(shown).not.toContain(character);
  });

  test('leaves out what was not measured', () => {
    const empty: Summary = {
      ...summary,
      handshake: {
        latencyUs: NO_QUANTILES,
        serviceUs: NO_QUANTILES,
        latenessUs: NO_QUANTILES,
        phasesUs: {
          dns: NO_QUANTILES,
          tcp: NO_QUANTILES,
          tls: NO_QUANTILES,
          upgrade: NO_QUANTILES,
          ready: NO_QUANTILES,
        },
      },
      messages: {
        ...summary.messages,
        sent: 0,
        received: 0,
        acks: 0,
        roundTripUs: NO_QUANTILES,
        roundTripServiceUs: NO_QUANTILES,
        latenessUs: NO_QUANTILES,
        pushUs: NO_QUANTILES,
      },
      ping: { ...summary.ping, rttUs: NO_QUANTILES },
    };
    const shown = renderSummary(empty, PLAIN);
    expect(shown).not.toContain('Round trips');
    expect(shown).not.toContain('Messages');
    expect(shown).not.toMatch(/^Handshakes/m);
    expect(shown).not.toMatch(/NaN|undefined|Infinity/);
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
