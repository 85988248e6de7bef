// The sums hold for every history a worker can have, and every broken one is named with its figures.
import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { checkAccounting } from '../../src/metrics/accounting.ts';
import { accumulate, emptySnapshot, merge, type Snapshot } from '../../src/metrics/snapshot.ts';
import { anyHistory } from './arbitrary.ts';

const balanced: Snapshot = {
  ...emptySnapshot(),
  counters: {
    asked: 12,
    attempted: 10,
    opened: 7,
    failed: 3,
    closed: 2,
    messagesSent: 20,
    messagesAnswered: 14,
    messagesTimedOut: 2,
    messagesLost: 1,
  },
  failures: { throttled: 2, 'tcp-timeout': 1 },
  closes: { reset: 2 },
  notAttempted: { 'run-ended': 2 },
  gauges: { target: 9, open: 5, connecting: 0, waiting: 0, outstanding: 3, sockets: 0 },
};

describe('accounting', () => {
  test('of every history of a worker adds up, in between and at the end', () => {
    fc.assert(
      fc.property(anyHistory, (windows) => {
        let soFar = emptySnapshot();
        for (const window of windows) {
          soFar = accumulate(soFar, window);
          expect(checkAccounting(soFar, { ended: false })).toEqual([]);
        }
        expect(checkAccounting(soFar, { ended: true })).toEqual([]);
      }),
    );
  });

  test('of two workers adds up as one', () => {
    fc.assert(
      fc.property(anyHistory, anyHistory, (a, b) => {
        const whole = (windows: Snapshot[]) => windows.reduce(accumulate, emptySnapshot());
        expect(checkAccounting(merge(whole(a), whole(b)), { ended: true })).toEqual([]);
      }),
    );
  });

  test.each<[string, Partial<Snapshot>]>([
    ['asked 13 is not attempted 10 + not attempted 2', { counters: { ...balanced.counters, asked: 13 } }],
    ['attempted 10 is not opened 7 + failed 2', { counters: { ...balanced.counters, failed: 2 } }],
    ['failed 3 is not sum of all failures 2', { failures: { throttled: 2 } }],
    ['closed 2 is not sum of all closes 1', { closes: { reset: 1 } }],
    ['opened 7 is not open 6 + closed 2', { gauges: { ...balanced.gauges, open: 6 } }],
    [
      'sent 20 is not answered 13 + timed out 2 + lost 1 + in flight 3',
      { counters: { ...balanced.counters, messagesAnswered: 13 } },
    ],
    ['1 still connecting after the end', { gauges: { ...balanced.gauges, connecting: 1 } }],
  ])('names the mismatch: %s', (problem, wrong) => {
    expect(checkAccounting(balanced, { ended: true })).toEqual([]);
    expect(checkAccounting({ ...balanced, ...wrong }, { ended: true })).toContain(problem);
  });

  test('lets arrivals wait and handshakes be in flight until the end', () => {
    const running: Snapshot = {
      ...balanced,
      counters: { ...balanced.counters, asked: 1_215, attempted: 1_210 },
      gauges: { ...balanced.gauges, waiting: 3, connecting: 1_200 },
    };
    expect(checkAccounting(running, { ended: false })).toEqual([]);
    expect(checkAccounting(running, { ended: true })).toEqual([
      'asked 1,215 is not attempted 1,210 + not attempted 2',
      'attempted 1,210 is not opened 7 + failed 3',
      '1,200 still connecting after the end',
    ]);
  });
});
