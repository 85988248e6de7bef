// Raw round trips of one worker: those that fit, in order, from the run's beginning on; the rest as a number.
import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { SampleLog } from '../../../src/engine/shared/sample-log.ts';
import { countSamples, packSamples, unpackSamples } from '../../../src/metrics/sample.ts';

const START_US = 1_700_000_000_000_000;

test('there is none where none are wanted', () => {
  expect(SampleLog.create(0, START_US, 0)).toBeNull();
});

test('every answer of a window is kept or counted, and the next window begins anew', () => {
  const windows = fc.array(fc.nat(30), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), windows, (perWindow, answers) => {
      const log = SampleLog.create(3, START_US, perWindow)!;
      answers.forEach((count, second) => {
        const atUs = START_US + second * 1_000_000;
        for (let n = 0; n < count; n++) log.add(7, n, atUs + n, atUs + n + 1, atUs + n + 10);
        const batch = unpackSamples(packSamples(log.take(atUs + 1_000_000)));
        expect(batch).toMatchObject({ worker: 3, endUs: (second + 1) * 1_000_000 });
        expect(countSamples(batch)).toBe(Math.min(count, perWindow));
        expect(countSamples(batch) + batch.dropped).toBe(count);
        const last = Math.min(count, perWindow) - 1;
        const us = second * 1_000_000 + last;
        expect([...batch.numbers.slice(-5)]).toEqual(last < 0 ? [] : [7, last, us, us + 1, us + 10]);
      });
    }),
  );
});

test('a due time between two microseconds gives the latency that the histograms have', () => {
  const log = SampleLog.create(0, START_US, 1)!;
  log.add(0, 0, START_US + 0.5, START_US + 1, START_US + 100);
  const [, , dueUs, startedUs, endedUs] = log.take(START_US + 1_000_000).numbers;
  expect([dueUs, startedUs, endedUs]).toEqual([1, 1, 100]);
  expect(endedUs! - dueUs!).toBe(Math.floor(100 - 0.5));
});
