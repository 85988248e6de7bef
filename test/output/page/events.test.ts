// The events that a page lists: bounded, the telling ones never crowded out, commands in words.
import { expect, test } from 'bun:test';
import type { RunEvent } from '../../../src/metrics/record/event.ts';
import { type EventList, EventRows, MAX_EVENTS } from '../../../src/output/page/events.ts';
import { commandOf } from './made-page.ts';

function listOf(events: Iterable<RunEvent>): EventList {
  const log = new EventRows();
  for (const event of events) log.add(event);
  return log.list();
}

test('a storm of failures crowds out neither the limit nor the last failures', () => {
  function* storm(): Generator<RunEvent> {
    for (let i = 0; i < 50_000; i += 1) {
      yield { atUs: i * 1_000, kind: 'failure', worker: 0, connection: i, detail: { kind: 'tcp-reset' } };
      if (i === 40_000)
        yield { atUs: i * 1_000, kind: 'limit', worker: null, connection: null, detail: { lower: 240 } };
    }
  }
  const events = listOf(storm());
  expect(events.total).toBe(50_001);
  expect(events.rows.length).toBeLessThanOrEqual(MAX_EVENTS);
  expect(events.rows.filter(({ kind }) => kind === 'limit')).toEqual([
    { atS: 40, kind: 'limit', where: '', text: 'lower 240' },
  ]);
  expect(events.rows[0]!.atS).toBe(0);
  expect(events.rows.at(-1)!.atS).toBe(49.999);
  expect(events.rows.every((row, i) => i === 0 || row.atS >= events.rows[i - 1]!.atS)).toBe(true);
});

test('what a server wrote is shortened', () => {
  const long = 'x'.repeat(100_000);
  const detail = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`${long}${i}`, long]));
  const events = listOf([{ atUs: 0, kind: 'close', worker: null, connection: null, detail }]);
  expect(events.rows[0]!.text.length).toBeLessThanOrEqual(500);
});

test('what changed the run is marked once, whatever else said the same', () => {
  const interrupt: RunEvent = { ...commandOf({}), kind: 'interrupt' };
  const limit: RunEvent = { ...commandOf({}), kind: 'limit', atUs: 40_000_000 };
  const { marks, rows } = listOf([
    commandOf({
      command: 'replan',
      because: 'struggle',
      increment: 15,
      struggle: '6 of 20 handshakes succeeded',
    }),
    limit,
    commandOf({ command: 'replan', because: 'limit', limitedBy: 'throttled', target: 275 }),
    interrupt,
    commandOf({ command: 'end', because: 'interrupt' }),
  ]);
  expect(marks).toEqual([
    { atS: 50.12, label: 'struggle' },
    { atS: 40, label: 'limit' },
    { atS: 50.12, label: 'interrupt' },
  ]);
  expect(rows.filter(({ kind }) => kind === 'command').map(({ text }) => text)).toEqual([
    'goes on in steps of 15: 6 of 20 handshakes succeeded',
    'the ramp stops climbing: throttled at 275, and ends',
    'the load ends: it was interrupted',
  ]);
});
