// The grammar of thresholds and its refusals, and how each is judged.

import { describe, expect, test } from 'bun:test';
import type { Figures } from '../../../src/metrics/figures/shape.ts';
import { emptySnapshot, type Snapshot } from '../../../src/metrics/snapshot.ts';
import { summarize } from '../../../src/metrics/summary/summary.ts';
import { THRESHOLD_METRICS } from '../../../src/metrics/threshold/metric.ts';
import {
  evaluateThresholds,
  parseThreshold,
  type Threshold,
} from '../../../src/metrics/threshold/threshold.ts';
import { histogramOf } from '../arbitrary.ts';
import { summaryInput } from '../run.ts';

function parse(text: string): Threshold {
  const threshold = parseThreshold(text);
  if (typeof threshold === 'string') throw new Error(threshold);
  return threshold;
}

const measured: Snapshot = {
  ...emptySnapshot(),
  startUs: 0,
  endUs: 60_000_000,
  workers: 1,
  counters: {
    asked: 300,
    attempted: 300,
    opened: 297,
    failed: 3,
    closed: 6,
    messagesSent: 1_000,
    messagesReceived: 990,
    messagesValid: 989,
    messagesInvalid: 1,
    messagesAnswered: 990,
    messagesLost: 10,
    throttledHandshakes: 2,
    throttledMessages: 1,
  },
  failures: { throttled: 2, 'tls-timeout': 1 },
  closes: { 'going-away': 6 },
  gauges: { target: 300, open: 291, connecting: 0, waiting: 0, outstanding: 0, sockets: 0 },
  peakOpen: 295,
  histograms: {
    handshakeLatency: histogramOf([1_000, 1_500, 1_800]),
    phaseTls: histogramOf([400]),
    roundTrip: histogramOf([900, 2_000]),
    queueDepth: histogramOf([3, 7]),
  },
};

function figuresOf(total: Snapshot): Figures {
  return summarize(summaryInput([total]));
}

describe('a threshold', () => {
  test.each<[string, number]>([
    ['handshake.p99<2s', 2_000_000],
    ['handshake.success>=99%', 0.99],
    ['churn<2%', 0.02],
    ['failed.rate<1%', 0.01],
    ['failed<10', 10],
    ['roundTrip.p95<250ms', 250_000],
    ['roundTripService.p99<1m30s', 90_000_000],
    ['push.p99<1s', 1_000_000],
    ['ping.p99<100ms', 100_000],
    ['opened>=100', 100],
    ['peakOpen>=250', 250],
    ['closed<5', 5],
    ['throttled<1', 1],
    ['messages.invalid<1', 1],
    ['phase.tls.p99<500ms', 500_000],
    ['phase.upgrade.p95<=0.5ms', 500],
    ['unanswered<1', 1],
    ['failures.tls-timeout<1', 1],
    ['  churn  <=  0.29 %  ', 0.0029],
    ['loopLag.max < 5 ms', 5_000],
    ['queueDepth.p99<200', 200],
  ])('%s', (text, limit) => {
    expect(parse(text)).toMatchObject({ text: text.trim(), limit });
  });

  test.each<[string, RegExp]>([
    ['', /must be a metric, one of < <= > >=, and a value, as in handshake\.p99<2s/],
    ['handshake.p99', /one of < <= > >=/],
    ['handshake.p99=2s', /one of < <= > >=/],
    ['failed<<3', /one of < <= > >=/],
    ['handshake.p99<2', /"2" is no time; handshake\.p99 needs a number with a unit \(us, ms, s, m, h\)/],
    ['handshake.p99<0', /needs a number with a unit/],
    ['handshake.p99<-2s', /is no time/],
    ['handshake.p99<2%', /is no time/],
    ['churn<2', /"2" is no share; churn needs a number with a % sign, such as 2%/],
    ['churn<two%', /is no share/],
    ['failed<10%', /"10%" is no count; failed needs a plain number/],
    ['failed<10ms', /is no count/],
    ['handshake<2s', /"handshake" is a distribution; say which of its figures: handshake\.p50/],
    ['handshke.p99<2s', /there is no metric "handshke\.p99"\. Did you mean handshake\.p99/],
    ['roundtrip.p95<1s', /Did you mean roundTrip\.p95/],
    [
      'latency<2s',
      /All metrics: .*handshake, .*roundTrip.* each followed by \.min \.p50.*churn.*failures\.KIND/,
    ],
    ['constructor<1', /there is no metric "constructor"/],
  ])('is refused in words: %s', (text, problem) => {
    expect(parseThreshold(text)).toMatch(problem);
  });

  test.each<[string, boolean, number]>([
    ['handshake.p99<2ms', true, 1_800],
    ['handshake.max<1.8ms', false, 1_800],
    ['handshake.max<=1.8ms', true, 1_800],
    ['handshake.min>=1ms', true, 1_000],
    ['handshake.min>1ms', false, 1_000],
    ['handshake.success>=99%', true, 0.99],
    ['handshake.success>99%', false, 0.99],
    ['failed.rate<=1%', true, 0.01],
    ['failed.rate<1%', false, 0.01],
    ['churn<2.1%', true, 6 / 291],
    ['churn<2%', false, 6 / 291],
    ['throttled<3', false, 3],
    ['failures.tls-timeout<1', false, 1],
    ['failures.tcp-refused<1', true, 0],
    ['closes.going-away<7', true, 6],
    ['messages.invalid<1', false, 1],
    ['unanswered.rate<=1%', true, 0.01],
    ['queueDepth.p50<4', true, 3],
    ['peakOpen>=250', true, 295],
  ])('is judged: %s is %p', (text, passed, actual) => {
    const [result] = evaluateThresholds([parse(text)], figuresOf(measured));
    expect(result).toMatchObject({ name: text, passed });
    expect(result!.actual).toBeCloseTo(actual, 5);
  });

  test('never passes where nothing was measured, whatever it asks', () => {
    const figures = figuresOf(emptySnapshot());
    for (const { name, unit } of THRESHOLD_METRICS.values()) {
      const value = { time: '1h', share: '100%', count: '1000000' }[unit];
      for (const text of [`${name}<=${value}`, `${name}>=${value.replace(/^\d+/, '0')}`]) {
        expect(evaluateThresholds([parse(text)], figures)).toEqual([
          { name: text, passed: false, actual: null },
        ]);
      }
    }
  });

  test('of a phase that did not happen does not pass', () => {
    expect(evaluateThresholds([parse('phase.dns.p99<1s')], figuresOf(measured))[0]).toMatchObject({
      passed: false,
      actual: null,
    });
  });
});
