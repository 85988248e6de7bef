// Whatever a part was doing when it died: with the closing window its sums add up, and nothing is open.
import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { checkAccounting } from '../../../src/metrics/accounting.ts';
import { closingAccounts } from '../../../src/metrics/record/closing-accounts.ts';
import { Recorder } from '../../../src/metrics/recorder.ts';
import { accumulate, count, emptySnapshot } from '../../../src/metrics/snapshot.ts';

test('every sum of a recorder that stops anywhere is closed', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(6), { maxLength: 60 }), (acts) => {
      const recorder = new Recorder();
      for (const act of acts) {
        if (act === 0) recorder.counters.asked++;
        if (act === 1 && recorder.counters.attempted < recorder.counters.asked) recorder.attempted(0);
        if (act === 2 && recorder.connecting > 0) recorder.opened(1, 1);
        if (act === 3 && recorder.connecting > 0) recorder.failed('tcp-reset');
        if (act === 4 && recorder.open > 0) recorder.closed('normal');
        if (act === 5) recorder.sent();
        if (act === 6 && recorder.outstanding > 0) recorder.answered(1, 1);
      }
      const waiting = recorder.counters.asked - recorder.counters.attempted;
      const soFar = recorder.take(1_000_000, { target: 1, waiting, sockets: 0 }, emptySnapshot().health);
      const closing = closingAccounts(soFar, 1_500_000);
      const { gauges } = emptySnapshot();
      const whole = { ...accumulate(soFar, closing), gauges };
      expect(checkAccounting(whole, { ended: true })).toEqual([]);
      expect(count(closing, 'closed')).toBe(soFar.gauges.open);
    }),
  );
});
