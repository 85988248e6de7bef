// One fold for the run and for its folder: what it says of the moments together is what their windows and events say.
import { expect, test } from 'bun:test';
import fc from 'fast-check';
import type { RunEvent } from '../../../src/metrics/record/event.ts';
import {
  accountingEvent,
  endEvent,
  limitEvent,
  NO_FACTS,
  noteEvent,
  workerEvent,
} from '../../../src/metrics/record/facts.ts';
import { RunRecord } from '../../../src/metrics/record/record.ts';
import { accumulate, emptySnapshot, type Snapshot } from '../../../src/metrics/snapshot.ts';
import { WindowStats } from '../../../src/metrics/window-stats.ts';
import { anyHistory, plain } from '../arbitrary.ts';

const anyEvent: fc.Arbitrary<RunEvent> = fc.oneof(
  fc.nat(9).map((n) => limitEvent(n, { open: n, target: n + 1, limitedBy: 'throttled' })),
  fc.nat(3).map((worker) => workerEvent(1, worker, 'lost')),
  fc.nat(3).map((worker) => workerEvent(worker, worker, 'first-dial')),
  fc.nat(9).map((n) => accountingEvent(1, null, `sum ${n}`)),
  fc.nat(9).map((n) => endEvent(1, 'completed', n)),
);

/** A second of a run: its window, what was said in it, and what was said after it. */
const anyRun = fc
  .tuple(
    anyHistory,
    fc.infiniteStream(fc.tuple(fc.array(anyEvent, { maxLength: 3 }), fc.array(anyEvent, { maxLength: 2 }))),
  )
  .map(([windows, events]) =>
    windows.map((window) => {
      const [within, after] = events.next().value;
      return { window, within, after };
    }),
  );

const figures = (stats: WindowStats) => ({
  windows: stats.windows,
  spanSeconds: stats.spanSeconds,
  averageOpen: stats.averageOpen,
  busyCpuShare: stats.busyCpuShare,
});

test('the total is all windows accumulated, the statistics are of each, the facts of every event in its order', () => {
  fc.assert(
    fc.property(anyRun, (seconds) => {
      const record = new RunRecord();
      for (const { window, within, after } of seconds) {
        expect(record.add({ window, events: within })).toBe(record);
        for (const event of after) record.note(event);
      }
      const windows = seconds.map(({ window }) => window);
      const events = seconds.flatMap(({ within, after }) => [...within, ...after]);
      expect(plain(record.total)).toEqual(plain(windows.reduce(accumulate, emptySnapshot())));
      expect(record.facts).toEqual(events.reduce(noteEvent, NO_FACTS));
      expect(figures(record.stats)).toEqual(
        figures(windows.reduce((all, one) => all.add(one), new WindowStats())),
      );
    }),
    { numRuns: 50 },
  );
});

test('nothing is known before the first moment', () => {
  const record = new RunRecord();
  expect(record.total).toEqual(emptySnapshot());
  expect(record.facts).toEqual(NO_FACTS);
  expect(record.stats.windows).toBe(0);
});

test('what it said of the past stays as it was said', () => {
  const window: Snapshot = { ...emptySnapshot(), startUs: 0, endUs: 1e6, counters: { asked: 3 } };
  const record = new RunRecord().add({ window, events: [] });
  const { total, facts } = record;
  record.add({ window: { ...window, startUs: 1e6, endUs: 2e6 }, events: [endEvent(2e6, 'completed', 2)] });
  expect([total.counters.asked, facts.ending]).toEqual([3, null]);
  expect([record.total.counters.asked, record.facts.ending]).toEqual([6, 'completed']);
});
