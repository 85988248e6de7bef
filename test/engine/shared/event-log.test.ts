// The events of one worker: the first fifty of a kind in a window as they were, and how many more there were.
import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { EventLog, shorten } from '../../../src/engine/shared/event-log.ts';

const START_US = 1_700_000_000_000_000;
const MOST = 50;

test('an event says when it was from the beginning of the run, and of which worker', () => {
  const log = new EventLog(3, START_US);
  log.add(START_US + 1_500, 'close', 7, { cause: 'reset' });
  expect(log.take(START_US + 1_000_000)).toEqual([
    { atUs: 1_500, kind: 'close', worker: 3, connection: 7, detail: { cause: 'reset' } },
  ]);
  expect(log.take(START_US + 2_000_000)).toEqual([]);
});

test('of every kind all are kept or counted, in each window anew', () => {
  const windows = fc.array(fc.tuple(fc.nat(2 * MOST), fc.nat(2 * MOST)), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(windows, (perWindow) => {
      const log = new EventLog(0, START_US);
      for (const [failures, closes] of perWindow) {
        for (let i = 0; i < Math.max(failures, closes); i++) {
          if (i < failures) log.add(START_US + i, 'failure', i, {});
          if (i < closes) log.add(START_US + i, 'close', i, {});
        }
        const taken = log.take(START_US + 1_000_000);
        for (const [kind, many] of [
          ['failure', failures],
          ['close', closes],
        ] as const) {
          const kept = taken.filter((event) => event.kind === kind);
          expect(kept.map(({ connection }) => connection)).toEqual([...Array(Math.min(many, MOST)).keys()]);
          const dropped = taken.filter((event) => event.kind === 'dropped' && event.detail.kind === kind);
          const left = { atUs: 1_000_000, connection: null, detail: { kind, count: many - MOST } };
          expect(dropped).toMatchObject(many > MOST ? [left] : []);
        }
      }
    }),
    { numRuns: 30 },
  );
});

test("a server's words are one short line of a log", () => {
  expect(shorten('try later')).toBe('try later');
  expect(shorten('a\r\nb\u001b[31m\u202ec')).toBe('a  b [31m c');
  expect(shorten('x'.repeat(200))).toHaveLength(200);
  expect(shorten('x'.repeat(201))).toBe(`${'x'.repeat(200)}...`);
});
