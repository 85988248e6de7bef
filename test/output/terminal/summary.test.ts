import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import type { Summary } from '../../../src/metrics/figures/shape.ts';
import { NO_QUANTILES, type Quantiles } from '../../../src/metrics/histogram.ts';
import { SAMPLES_NEEDED } from '../../../src/metrics/samples-needed.ts';
import { renderSummary } from '../../../src/output/terminal/summary.ts';
import { cells } from '../../../src/output/terminal/text.ts';
import { changedSummary as changed } from '../fixture-summary.ts';
import { makeRun } from '../fixtures.ts';

const { summary } = makeRun();
const PLAIN = { color: false, unicode: true, columns: 100 };

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

describe('the summary', () => {
  const text = renderSummary(summary, PLAIN);

  test('says the thresholds with what was measured', () => {
    expect(text).toMatch(
      /✓ handshake\.p99<2s +39\.2 ms\n +✓ roundTrip\.p95<250ms +15\.7 ms\n +✓ failed\.rate<15% +9\.1 %\n/,
    );
    const failed = changed(summary, {
      verdict: { thresholds: [{ name: 'churn<2%', passed: false, actual: 0.031 }] },
    });
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
          ...changed(summary, { run: { name, target: name.repeat(5) } }),
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
    const evil = changed(summary, { run: { name: '\x1b[2J\u202e', target: '\x1b]0;x\x07' } });
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
          prepare: NO_QUANTILES,
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
