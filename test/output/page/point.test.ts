// One point: opened, joined, kept, merged and read, it is what its windows add up to.
import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { accumulate, type Snapshot } from '../../../src/metrics/snapshot.ts';
import { joinPoint, keepPoint, mergePoints, openPoint, readPoint } from '../../../src/output/page/point.ts';
import { histogramOf, snapshotWith } from '../fixtures.ts';

const names = ['roundTrip', 'push'] as const;
const windowOf = ([opened, trips]: [number, number[]], second: number): Snapshot =>
  snapshotWith({
    startUs: second * 1e6,
    endUs: (second + 1) * 1e6,
    counters: { opened },
    histograms: {
      loopLag: histogramOf(1),
      ...(trips.length === 0 ? {} : { roundTrip: histogramOf(...trips) }),
    },
  });

function keptOf([first, ...others]: readonly Snapshot[]) {
  const open = openPoint(0, first!, names);
  for (const window of others) joinPoint(open, window, names);
  return keepPoint(open);
}

test('however its windows come together', () => {
  const seconds = fc.array(fc.tuple(fc.nat(9), fc.array(fc.nat(90_000), { maxLength: 5 })), {
    minLength: 2,
    maxLength: 9,
  });
  const property = fc.property(seconds, fc.nat(), (recorded, cut) => {
    const windows = recorded.map(windowOf);
    const at = 1 + (cut % (windows.length - 1));
    const whole = windows.reduce(accumulate);
    const merged = mergePoints(0, keptOf(windows.slice(0, at)), keptOf(windows.slice(at)));
    for (const kept of [keptOf(windows), merged]) {
      const { histograms, ...point } = readPoint(kept);
      expect(point).toMatchObject({ startUs: whole.startUs, endUs: whole.endUs, counters: whole.counters });
      expect(histograms.roundTrip?.pack()).toEqual(whole.histograms.roundTrip?.pack());
      expect(Object.keys(histograms)).toEqual(whole.histograms.roundTrip === undefined ? [] : ['roundTrip']);
    }
  });
  fc.assert(property);
});

test('says how many bytes its histograms take', () => {
  expect(keptOf([windowOf([1, []], 0)]).bytes).toBe(0);
  expect(keptOf([windowOf([1, [5, 6, 7]], 0)]).bytes).toBe(5);
});
