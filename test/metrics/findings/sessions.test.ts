// What happened on open connections: whose losses count, what became of messages, and what waiting a tail contains.
import { expect, test } from 'bun:test';
import { ofSessions } from '../../../src/metrics/findings/sessions.ts';
import type { Snapshot } from '../../../src/metrics/snapshot.ts';
import { histogramOf } from '../arbitrary.ts';
import { codesOf, counted, findingsInput, MINUTE_US, quiet } from './input.ts';

const found = (total: Partial<Snapshot>) => [...ofSessions(findingsInput({ total }))];

test('a quiet minute has nothing to tell', () => {
  expect(found({})).toEqual([]);
});

test('the churn names what the target did, and not what the profile or a dead worker of ours took', () => {
  const closes = { ours: 40, 'worker-lost': 30, reset: 3, 'going-away': 1 };
  const total = { ...counted({ closed: 74 }), closes, gauges: { ...quiet.gauges, open: 26 } };
  const [churn] = found(total);
  expect(churn).toMatchObject({ code: 'churn-high', severity: 'warning' });
  expect(churn!.text).toContain(': reset (3) and going-away (1).');
  expect(found({ ...total, closes: { ours: 44, 'worker-lost': 30 } })).toEqual([]);
});

test('an unanswered message is told by what became of it, and an answer that came too late beside it', () => {
  const lost = {
    messagesSent: 10,
    messagesAnswered: 4,
    messagesTimedOut: 3,
    messagesLost: 2,
    repliesLate: 1,
  };
  const total = { ...counted(lost), gauges: { ...quiet.gauges, outstanding: 1 } };
  const [unanswered] = found(total);
  expect(unanswered!.text).toStartWith('6 of 10 messages (60 %) were not answered in time:');
  expect(unanswered!.text).toContain(
    'timed out (3), lost with their connection (2) and in flight at the end (1). 1 answer came after that.',
  );
  expect(codesOf(found(counted({ messagesSent: 10, messagesAnswered: 10 })))).toEqual([]);
});

test('messages that could not be read, or never left, are told apart', () => {
  const total = counted({ messagesReceived: 9, messagesInvalid: 2, sendsOverdue: 1, sendsSkipped: 4 });
  const [invalid, overdue, skipped, ...rest] = found(total);
  expect(codesOf([invalid!, overdue!, skipped!])).toEqual([
    'invalid-messages',
    'overdue-at-end',
    'sends-skipped',
  ]);
  expect(invalid!.text).toContain("did not fit the platform's envelope. Check");
  expect(overdue!.text).toStartWith('1 message came due behind unanswered ones');
  expect(skipped!.text).toStartWith('4 scheduled messages were not sent');
  expect(rest).toEqual([]);
});

test('a pause in reading is told where answers were timed, as a share of the time that connections were open', () => {
  const paused = { backPressurePausedUs: 2 * MINUTE_US };
  expect(codesOf(found(counted({ ...paused, messagesSent: 1, messagesAnswered: 1 })))).toEqual([
    'reading-paused',
  ]);
  expect(found(counted(paused))).toEqual([]);
});

test('hidden waiting wants both: twice the time and ten milliseconds more; and samples for its tail', () => {
  const trips = (dueUs: number, startUs: number, samples = 90) => {
    const many = (us: number) => histogramOf(new Array(samples).fill(us));
    return codesOf(found({ histograms: { roundTrip: many(dueUs), roundTripService: many(startUs) } }));
  };
  expect(trips(40_000, 20_000)).toEqual(['coordinated-omission']);
  expect(trips(38_000, 20_000)).toEqual([]);
  expect(trips(10_900, 1_000)).toEqual([]);
  expect(trips(11_100, 1_000)).toEqual(['coordinated-omission']);
  expect(trips(40_000, 20_000, 89)).toEqual([]);
});
