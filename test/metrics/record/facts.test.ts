// What events say of a run as a whole.
import { expect, test } from 'bun:test';
import type { RunEvent } from '../../../src/metrics/record/event.ts';
import {
  accountingEvent,
  endEvent,
  limitEvent,
  NO_FACTS,
  noteEvent,
  workerEvent,
} from '../../../src/metrics/record/facts.ts';

const factsOf = (...events: RunEvent[]) => events.reduce(noteEvent, NO_FACTS);
const limit = { open: 200, target: 225, limitedBy: 'throttled' } as const;

test('events tell how a run ended, what stopped it and whom it lost', () => {
  const facts = factsOf(
    workerEvent(0, 0, 'started'),
    workerEvent(1, 1, 'started'),
    limitEvent(5, limit),
    workerEvent(6, 1, 'lost', { signal: 'SIGKILL' }),
    endEvent(9, 'limit-found', 7),
  );
  expect(facts).toEqual({
    ending: 'limit-found',
    windows: 7,
    limit,
    replans: [],
    startedAt: null,
    firstDialUs: {},
    workersLost: 1,
    misaccounts: [],
    kernel: null,
  });
});

test('sums that do not add up are kept, the first few', () => {
  const events = [1, 2, 3, 4].map((n) => accountingEvent(n, n === 1 ? null : n, `sum ${n}`));
  expect(factsOf(...events).misaccounts).toEqual(['sum 1', 'worker 2: sum 2', 'worker 3: sum 3']);
});

test('the first limit counts, and other events say nothing of the whole', () => {
  const close: RunEvent = { atUs: 1, kind: 'close', worker: 0, connection: 3, detail: { state: 'lost' } };
  expect(factsOf(close)).toEqual(NO_FACTS);
  expect(factsOf(limitEvent(1, limit), limitEvent(2, { ...limit, open: 1 })).limit).toEqual(limit);
});

test('what does not make sense is no fact', () => {
  const event = (kind: 'limit' | 'end', detail: RunEvent['detail']): RunEvent => ({
    ...endEvent(1, 'completed', 1),
    kind,
    detail,
  });
  expect(factsOf(event('limit', { open: 1, target: 2, limitedBy: 'magic' })).limit).toBeNull();
  expect(factsOf(event('limit', { open: '1', target: 2, limitedBy: 'throttled' })).limit).toBeNull();
  expect(factsOf(event('end', { ending: 'well' }))).toMatchObject({ ending: 'failed', windows: null });
});
