// The histogram against an exact sort and against the library itself: every figure, every edge, every journey.
import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { build, decodeFromCompressedBase64, encodeIntoCompressedBase64 } from 'hdr-histogram-js';
import { exactPercentile } from '../../accuracy/percentile.ts';
import { Histogram, NO_QUANTILES } from '../../src/metrics/histogram.ts';
import { anyHistogram, anyValue, histogramOf } from './arbitrary.ts';
import { draw, SHAPES } from './distributions.ts';

const recorded = (histogram: Histogram) => [...histogram.recorded()];
const PERCENTS = [0, 50, 90, 95, 99, 99.9, 100];

/** The library's own histogram of the same values: written by others, so a fair witness. */
function witnessOf(values: readonly number[]) {
  const witness = build({
    bitBucketSize: 64,
    lowestDiscernibleValue: 1,
    highestTrackableValue: 3_600_000_000,
    numberOfSignificantValueDigits: 3,
    useWebAssembly: false,
  });
  for (const value of values) witness.recordValue(value);
  return witness;
}

const SEEDS = 1_000;

describe('over a thousand distributions, a histogram', () => {
  const drawn = Array.from({ length: SEEDS }, (_, seed) => draw(seed, 4_000));

  test('puts every percentile within 0.1 % of an exact sort, the mean too, and none beyond min and max', () => {
    const seen = new Set<string>();
    let worst = 0;
    for (const [seed, { shape, values }] of drawn.entries()) {
      seen.add(shape);
      const histogram = histogramOf(values);
      const sorted = Float64Array.from(values).sort();
      const figures = histogram.quantiles();
      const told = { 50: figures.p50, 90: figures.p90, 95: figures.p95, 99: figures.p99, 99.9: figures.p999 };
      for (const [percent, value] of Object.entries(told))
        expect(value, `p${percent}`).toBe(histogram.percentile(Number(percent)));
      for (const percent of [0.1, 1, 10, 25, 50, 75, 90, 95, 99, 99.9, 99.99, 100]) {
        const exact = exactPercentile(sorted, percent);
        const found = histogram.percentile(percent);
        worst = Math.max(worst, Math.abs(found - exact) / Math.max(1, exact));
        if (worst > 0.001) throw new Error(`seed ${seed}, ${shape}: p${percent} is ${found}, not ${exact}`);
        expect(found).toBeWithin(figures.min, figures.max + 1);
      }
      expect(figures.count).toBe(values.length);
      expect(figures.min).toBe(histogram.percentile(0));
      expect(sorted[0]! - figures.min).toBeWithin(0, sorted[0]! * 0.001 + 1e-9);
      const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
      expect(Math.abs(figures.mean - mean)).toBeLessThanOrEqual(mean * 0.001 + 0.005);
    }
    expect(seen.size).toBe(SHAPES.length);
    // The bound is that of three digits, and so is the error: more would be a fault, and much less another histogram.
    expect(worst).toBeWithin(0.0009, 0.001);
  });

  test('merged of any parts is the histogram of all their values', () => {
    for (const [seed, { values }] of drawn.entries()) {
      const parts = Array.from({ length: 1 + (seed % 16) }, () => new Histogram());
      values.forEach((value, i) => {
        parts[(i * i + seed) % parts.length]!.record(value);
      });
      const merged = parts.reduce((sum, part) => sum.add(part), new Histogram());
      const whole = histogramOf(values);
      // As texts: thousands of numbers each, and a thousand times.
      expect(String(merged.pack())).toBe(String(whole.pack()));
      expect(merged.quantiles()).toEqual(whole.quantiles());
    }
  });
});

describe('a histogram', () => {
  test('puts every percentile within 0.1 % above the exact one', () => {
    fc.assert(
      fc.property(fc.array(anyValue, { minLength: 1, maxLength: 400 }), (values) => {
        const histogram = histogramOf(values);
        const sorted = values.toSorted((a, b) => a - b);
        for (const percent of [1, 25, 50, 90, 95, 99, 99.9, 100]) {
          const exact = exactPercentile(sorted, percent);
          const found = histogram.percentile(percent);
          expect(found).toBeGreaterThanOrEqual(exact);
          expect(found - exact).toBeLessThanOrEqual(exact * 0.001);
        }
        expect(sorted[0]! - histogram.percentile(0)).toBeGreaterThanOrEqual(0);
        expect(sorted[0]! - histogram.percentile(0)).toBeLessThanOrEqual(sorted[0]! * 0.001);
        const { mean, count } = histogram.quantiles();
        const exactMean = values.reduce((sum, value) => sum + value, 0) / values.length;
        expect(count).toBe(values.length);
        expect(Math.abs(mean - exactMean)).toBeLessThanOrEqual(exactMean * 0.001 + 0.01);
      }),
    );
  });

  test('agrees with hdr-histogram-js on every percentile', () => {
    fc.assert(
      fc.property(fc.array(anyValue, { minLength: 1, maxLength: 200 }), (values) => {
        const witness = witnessOf(values);
        const histogram = histogramOf(values);
        for (const percent of PERCENTS)
          expect(histogram.percentile(percent)).toBe(witness.getValueAtPercentile(percent));
        expect(histogram.quantiles().mean).toBeCloseTo(witness.mean, 1);
      }),
    );
  });

  test('does not let rounding skip a value', () => {
    const thousand = histogramOf(Array.from({ length: 1_000 }, (_, i) => i + 1));
    expect(thousand.percentile(99.9)).toBe(999); // 99.9 / 100 * 1000 is a little above 999
    expect(thousand.percentile(29)).toBe(290);
  });

  test('knows every edge of its buckets', () => {
    for (let bits = 0; bits <= 31; bits++) {
      for (const value of [2 ** bits - 1, 2 ** bits, 2 ** bits + 1]) {
        if (value > 3_600_000_000) continue;
        expect(histogramOf([value]).percentile(100)).toBe(witnessOf([value]).getValueAtPercentile(100));
        expect(histogramOf([value]).percentile(0)).toBe(witnessOf([value]).getValueAtPercentile(0));
      }
    }
  });

  test('of N parts is the histogram of all', () => {
    fc.assert(
      fc.property(fc.array(fc.array(anyValue, { maxLength: 50 }), { maxLength: 8 }), (parts) => {
        const merged = new Histogram();
        for (const part of parts) merged.add(histogramOf(part));
        const whole = histogramOf(parts.flat());
        expect(recorded(merged)).toEqual(recorded(whole));
        expect(merged.quantiles()).toEqual(whole.quantiles());
      }),
    );
  });

  test('says the same after a journey', () => {
    fc.assert(
      fc.property(anyHistogram, (histogram) => {
        const back = Histogram.decode(histogram.encode());
        expect(recorded(back)).toEqual(recorded(histogram));
        expect(back.quantiles()).toEqual(histogram.quantiles());
        expect(back.encode()).toBe(histogram.encode());
      }),
    );
  });

  test('is read by the library, and reads what the library wrote', () => {
    fc.assert(
      fc.property(fc.array(anyValue, { minLength: 1, maxLength: 100 }), (values) => {
        const read = decodeFromCompressedBase64(histogramOf(values).encode(), 64, false);
        for (const percent of PERCENTS) {
          expect(read.getValueAtPercentile(percent)).toBe(witnessOf(values).getValueAtPercentile(percent));
        }
        const written = encodeIntoCompressedBase64(witnessOf(values));
        expect(recorded(Histogram.decode(written))).toEqual(recorded(histogramOf(values)));
      }),
    );
  });

  test('holds counts that 32 bits cannot, also on the journey', () => {
    const histogram = histogramOf([1_000]);
    for (let i = 0; i < 40; i++) histogram.add(histogram.copy());
    expect(histogram.count).toBe(2 ** 40);
    expect(Histogram.decode(histogram.encode()).count).toBe(2 ** 40);
    expect(histogram.quantiles()).toMatchObject({ count: 2 ** 40, p50: 1_000, mean: 1_000 });
  });

  test('clamps to its range and counts what it clamped', () => {
    const histogram = histogramOf([-5, 10, 3_600_000_001, 1e15, Number.POSITIVE_INFINITY]);
    expect(histogram.count).toBe(5);
    expect(histogram.clamped).toBe(3);
    expect(histogram.percentile(0)).toBe(0);
    expect(histogram.percentile(100)).toBeGreaterThanOrEqual(3_600_000_000);
    expect(histogram.percentile(100)).toBeLessThan(3_604_000_000);
    expect(Histogram.decode(histogram.encode()).clamped).toBe(3);
    expect(histogramOf([3_000_000_000]).clamped).toBe(0);
  });

  test('counts cumulatively for buckets', () => {
    const histogram = histogramOf([100, 200, 200, 5_000, 80_000]);
    expect([99, 100, 200, 5_100, 1e9].map((value) => histogram.countUpTo(value))).toEqual([0, 1, 3, 4, 5]);
  });

  test('without values says so', () => {
    const histogram = histogramOf([7, 7_000_000]);
    histogram.reset();
    expect(histogram.quantiles()).toEqual(NO_QUANTILES);
    expect(histogram.percentile(99)).toBe(0);
    expect(recorded(Histogram.decode(histogram.encode()))).toEqual([]);
  });

  test('refuses what is none', () => {
    for (const text of ['', 'x', 'HISTFAAAACB4nJ', 'A'.repeat(500_000)])
      expect(() => Histogram.decode(text)).toThrow();
  });
});
