// Whether figures say what they seem to: too few samples, a clock that is ahead, a load that had not settled.
import { expect, test } from 'bun:test';
import { parseThreshold, type Threshold } from '../../../src/metrics/threshold/threshold.ts';
import { WindowStats } from '../../../src/metrics/window-stats.ts';
import { histogramOf } from '../arbitrary.ts';
import { busy, codes, figuresOf, sound } from './rig.ts';

test('doubts a threshold on push times by a clock that is ahead', () => {
  const ahead = { ...sound, counters: { ...sound.counters, pushesAhead: 3 } };
  const judged = (text: string) =>
    codes(ahead, busy(0.1), { thresholds: [parseThreshold(text) as Threshold] });
  expect(codes(ahead)).toEqual(['VALID']);
  expect(judged('roundTrip.max<50ms')).toEqual(['VALID']);
  expect(judged('push.max<50ms')).toEqual(['SUSPECT', 'clock-ahead']);
});

test('doubts a threshold on a percentile with too few samples', () => {
  const thresholds = ['handshake.p99<2s', 'handshake.p95<2s', 'handshake.max<2s', 'churn<2%'];
  const judged = (samples: number) => {
    const histograms = { handshakeLatency: histogramOf(new Array(samples).fill(900)) };
    const figures = figuresOf({ ...sound, histograms });
    return codes(sound, busy(0.1), { figures, thresholds: thresholds.map(parseThreshold) as Threshold[] });
  };
  expect(judged(459)).toEqual(['VALID']);
  expect(judged(458)).toEqual(['SUSPECT', 'few-samples']);
  expect(judged(89)).toEqual(['SUSPECT', 'few-samples', 'few-samples']);
  expect(judged(0)).toEqual(['VALID']);
});

test('doubts a load whose round trips still moved while all was open', () => {
  const moving = (us: (second: number) => number, seconds = 60) => {
    const stats = new WindowStats();
    for (let i = 0; i < seconds; i++) {
      const histograms = { roundTrip: histogramOf([us(i)]) };
      const health = { ...sound.health, rssBytes: 1 };
      stats.add({ ...sound, startUs: i * 1e6, endUs: (i + 1) * 1e6, histograms, health });
    }
    return codes(sound, stats);
  };
  expect(moving(() => 9_000)).toEqual(['VALID']);
  expect(moving((second) => 9_000 + second * 100)).toEqual(['VALID']);
  expect(moving((second) => 9_000 + second * 300)).toEqual(['SUSPECT', 'no-steady-state']);
  expect(moving((second) => 20_000 - second * 250)).toEqual(['SUSPECT', 'no-steady-state']);
  // Small times may double by chance; and half a minute is the least that is judged.
  expect(moving((second) => 300 + second * 10)).toEqual(['VALID']);
  expect(moving((second) => 9_000 + second * 900, 30)).toEqual(['VALID']);
});
