// Samples come out of their packing as they went in, wherever in a larger array they lay.
import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { countSamples, packSamples, SAMPLE_FIELDS, unpackSamples } from '../../src/metrics/sample.ts';

const anyNumbers = fc.array(fc.double({ noNaN: true }), { maxLength: 40 });

test('unpacking what was packed is what there was, over JSON too', () => {
  fc.assert(
    fc.property(anyNumbers, fc.nat(10), fc.nat(99), (numbers, before, dropped) => {
      const whole = new Float64Array([...new Array(before).fill(7), ...numbers, 8, 9]);
      const batch = {
        worker: 2,
        endUs: 3_000_000,
        numbers: whole.subarray(before, before + numbers.length),
        dropped,
      };
      const there = unpackSamples(JSON.parse(JSON.stringify(packSamples(batch))));
      expect({ ...there, numbers: [...there.numbers] }).toEqual({ ...batch, numbers });
    }),
  );
});

test('a sample is one number for each field', () => {
  const numbers = new Float64Array(3 * SAMPLE_FIELDS.length);
  expect(countSamples({ worker: 0, endUs: 0, numbers, dropped: 5 })).toBe(3);
});

test('bytes that end within a number give the whole ones', () => {
  const packed = packSamples({ worker: 0, endUs: 0, numbers: new Float64Array([1, 2]), dropped: 0 });
  const cut = Buffer.from(packed.numbers, 'base64').subarray(0, 12).toString('base64');
  expect([...unpackSamples({ ...packed, numbers: cut }).numbers]).toEqual([1]);
});
