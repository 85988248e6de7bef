// Messages and their answers on the manual clock. The law that each test ends with: what was sent is answered, timed out,
// lost or outstanding.
import { afterEach, expect, test } from 'bun:test';
import { Exchange } from '../../../src/engine/talk/exchange.ts';
import { Outbound } from '../../../src/engine/talk/outbound.ts';
import { plain } from '../../../src/platform/plain/plain.ts';
import type { Session } from '../../../src/platform/platform.ts';
import { Peer } from '../peer.ts';
import { messages, Rig } from '../rig.ts';
import { ScriptedSession } from './scripted-platform.ts';

const MS = 1_000;
const SECOND = 1_000_000;
const OPTIONS = { connection: 0, token: undefined, tokenPlacement: 'none' } as const;
const rigs: Rig[] = [];

function exchanging(
  settings: Parameters<typeof messages>[0],
  session: Session = plain.createSession(OPTIONS),
) {
  const rig = new Rig({ plan: messages(settings) });
  rigs.push(rig);
  const peer = new Peer();
  const out = new Outbound(rig.context, peer);
  const listener = { deaf: false, isDeafAt: () => listener.deaf };
  return { rig, peer, out, listener, exchange: new Exchange(rig.context, listener, session, out, 0, null) };
}

afterEach(() => {
  for (const { counters, context } of rigs.splice(0)) {
    const { messagesSent, messagesAnswered, messagesTimedOut, messagesLost } = counters;
    expect(messagesAnswered + messagesTimedOut + messagesLost + context.recorder.outstanding).toBe(
      messagesSent,
    );
  }
});

test('a schedule sends as many messages as its rate asks for, each on time', () => {
  const { rig, peer, exchange } = exchanging({ mode: 'rate', perSecond: 10 });
  exchange.begin(rig.nowUs);
  rig.pass(10 * SECOND);
  expect(peer.take()).toHaveLength(100);
  expect(rig.counters).toMatchObject({ messagesSent: 100, starts: 100, lateStarts: 0 });
  expect(rig.context.recorder.histograms.sendLateness.quantiles().max).toBeLessThanOrEqual(1);
  expect(exchange.outstanding).toBe(100);
});

test('a round trip counts from when it was due, its service time from the write', () => {
  const { rig, exchange } = exchanging({ mode: 'rate', perSecond: 1, maxOutstanding: 1 });
  exchange.begin(rig.nowUs);
  rig.pass(SECOND);
  expect(exchange.outstanding).toBe(1);
  rig.pass(2 * SECOND - 300 * MS); // the second waits behind the first
  expect(exchange.onReply(0)).toBe(true);
  exchange.onNextTurn();
  rig.pass(100 * MS);
  expect(exchange.onReply(1)).toBe(true);
  const { roundTrip, roundTripService, sendSlip } = rig.context.recorder.histograms;
  expect(roundTripService.quantiles().min / MS).toBeCloseTo(100, 0);
  expect(roundTrip.count).toBe(2);
  expect(roundTrip.quantiles().min).toBeGreaterThan(800 * MS);
  expect(sendSlip.quantiles().max).toBeLessThan(MS); // waiting behind another is not the generator's fault
});

test('answers may overtake one another, and a second answer to one message is invalid', () => {
  const { rig, exchange } = exchanging({});
  for (let i = 0; i < 4; i++) exchange.sendOne(rig.nowUs);
  expect([2, 0, 3, 1].map((n) => exchange.onReply(n))).toEqual([true, true, true, true]);
  expect([1, 4, -1].map((n) => exchange.onReply(n))).toEqual([false, false, false]);
  expect(rig.counters).toMatchObject({ messagesAnswered: 4, messagesValid: 4, messagesInvalid: 3 });
  expect(exchange.outstanding).toBe(0);
});

test('an answer that does not come in time is given up, and one that comes after is late', () => {
  const { rig, exchange } = exchanging({ replyTimeoutUs: SECOND });
  exchange.sendOne(rig.nowUs);
  rig.pass(400 * MS);
  exchange.sendOne(rig.nowUs);
  rig.pass(600 * MS);
  expect(rig.counters.messagesTimedOut).toBe(1);
  expect(exchange.onReply(1)).toBe(true);
  expect(exchange.onReply(0)).toBe(false);
  expect(rig.counters).toMatchObject({ messagesAnswered: 1, repliesLate: 1, messagesInvalid: 0 });
  rig.pass(SECOND);
  expect(rig.context.wheel.size).toBe(0);
});

test('nobody is given up while this side does not read', () => {
  const { rig, exchange, listener } = exchanging({ replyTimeoutUs: SECOND });
  exchange.sendOne(rig.nowUs);
  listener.deaf = true;
  rig.pass(5 * SECOND);
  expect(rig.counters.messagesTimedOut).toBe(0);
  listener.deaf = false;
  rig.pass(SECOND);
  expect(rig.counters.messagesTimedOut).toBe(1);
});

test('a closed loop sends the next in the turn after an answer, and after a message given up', async () => {
  const { rig, peer, exchange } = exchanging({ mode: 'max', replyTimeoutUs: SECOND });
  exchange.begin(rig.nowUs);
  expect(peer.take()).toHaveLength(1);
  exchange.onReply(0);
  expect(peer.take()).toHaveLength(0);
  await rig.nextTurn();
  expect(peer.take()).toHaveLength(1);
  rig.pass(SECOND);
  await rig.nextTurn();
  expect(peer.take()).toHaveLength(1);
  exchange.stop();
  exchange.onReply(2);
  await rig.nextTurn();
  expect(peer.take()).toHaveLength(0);
  expect(rig.counters).toMatchObject({ messagesAnswered: 2, messagesTimedOut: 1, messagesSent: 3 });
});

test('a closed loop whose message found no room goes on once the peer reads, with one message', async () => {
  const { rig, peer, out, exchange } = exchanging({ mode: 'max' });
  peer.room = 0;
  for (const bytes of [60_000, 1_000, 10]) while (out.add(2, Buffer.alloc(bytes))) out.flush();
  exchange.begin(rig.nowUs);
  expect(rig.counters).toMatchObject({ sendsSkipped: 1, messagesSent: 0 });
  peer.room = Number.POSITIVE_INFINITY;
  out.drain();
  for (let i = 0; i < 3; i++) exchange.onWritable();
  await rig.nextTurn();
  await rig.nextTurn();
  expect(peer.take().filter(({ opcode }) => opcode === 1)).toHaveLength(1);
});

test('messages that nobody answers are counted apart and never waited for', () => {
  const session = new ScriptedSession();
  session.isOneWay = (n) => n % 2 === 1;
  const { rig, peer, exchange } = exchanging({ mode: 'rate', perSecond: 10, maxOutstanding: 3 }, session);
  exchange.begin(rig.nowUs);
  rig.pass(450 * MS);
  expect(peer.take().map(({ opcode }) => opcode)).toEqual([1, 2, 1, 2, 1].slice(0, rig.counters.starts));
  const { messagesSent, messagesOneWay } = rig.counters;
  expect([messagesSent + messagesOneWay, messagesOneWay]).toEqual([rig.counters.starts, 2]);
  expect(exchange.outstanding).toBe(messagesSent);
  expect(exchange.onReply(1)).toBe(false);
  expect(exchange.sendOne(rig.nowUs)).toBe(false);
});

test('a closed loop of one-way messages sends one a turn, however often the peer says that it reads', async () => {
  const session = new ScriptedSession();
  session.isOneWay = () => true;
  const { rig, peer, exchange } = exchanging({ mode: 'max' }, session);
  exchange.begin(rig.nowUs);
  for (let i = 0; i < 5; i++) exchange.onWritable();
  for (let turn = 1; turn <= 4; turn++) {
    expect(peer.take()).toHaveLength(1);
    await rig.nextTurn();
  }
  exchange.stop();
  await rig.nextTurn();
  expect(rig.counters).toMatchObject({ messagesSent: 0, messagesOneWay: 5 });
});

test('a closed loop stays one loop when the watch over an answer that came rings behind it', async () => {
  const session = new ScriptedSession();
  session.isOneWay = (n) => n > 0;
  const { rig, peer, exchange } = exchanging({ mode: 'max', replyTimeoutUs: SECOND }, session);
  exchange.begin(rig.nowUs);
  exchange.onReply(0);
  await rig.nextTurn();
  rig.pass(2 * SECOND);
  peer.take();
  for (let turn = 0; turn < 3; turn++) {
    await rig.nextTurn();
    expect(peer.take()).toHaveLength(1);
  }
  exchange.end();
});

test('what is outstanding at the end is lost, what was held is overdue, and no timer stays', () => {
  const { rig, exchange } = exchanging({ mode: 'rate', perSecond: 10, maxOutstanding: 2, replyTimeoutUs: 0 });
  exchange.begin(rig.nowUs);
  rig.pass(SECOND);
  exchange.end();
  expect(rig.counters).toMatchObject({ messagesSent: 2, messagesLost: 2, sendsOverdue: 8 });
  expect([exchange.outstanding, rig.context.wheel.size]).toEqual([0, 0]);
});
