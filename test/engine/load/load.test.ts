// A load on a manual clock: who is dialed when, what a command changes, and how it ends. Whatever happens, its sums add up.
import { expect, test } from 'bun:test';
import { climb, jump, misaccounts, replan, SECOND_US, started } from './rig.ts';

test('a profile is played from its first arrival to its drain, and all of it is counted', async () => {
  const rig = started([jump(10, 2)]);
  expect(rig.network.lines).toHaveLength(0);
  await rig.until(0);
  expect([rig.load.target, rig.open, rig.told]).toEqual([10, 10, []]);
  await rig.until(2 * SECOND_US);
  expect(rig.told).toEqual(['settled', 'drained']);
  expect(misaccounts(rig)).toEqual([]);
  expect(rig.settled).toMatchObject({
    counters: { asked: 10, attempted: 10, opened: 10 },
    gauges: { open: 10 },
  });
  expect(rig.settled!.counters.closed).toBeUndefined();
  expect(rig.network.lines.every(({ state, isDropped }) => state === 'over' && !isDropped)).toBe(true);
});

test('arrivals come at their own moments, and departures take the last ones away', async () => {
  const rig = started([climb(10, 10), climb(4, 6), jump(4, 5)]);
  for (const [second, open] of [
    [1, 1],
    [5, 5],
    [10, 10],
    [13, 7],
    [16, 4],
  ] as const) {
    await rig.until(second * SECOND_US - 1);
    expect([second, rig.load.target, rig.open]).toEqual([second, open, open]);
  }
  expect(rig.take()).toMatchObject({ closes: { ours: 6 }, gauges: { target: 4, open: 4 } });
  expect(rig.network.open).toEqual(rig.network.lines.slice(0, 4));
});

test('the first dial is told once, with its moment', async () => {
  const rig = started([climb(4, 4)]);
  await rig.until(4 * SECOND_US - 1);
  expect(rig.context.events.take(rig.clock.nowUs())).toMatchObject([
    { kind: 'worker', atUs: SECOND_US / 2, connection: 0, detail: { state: 'first-dial' } },
  ]);
});

test('what is lost is dialed again, where the plan wants that', async () => {
  for (const redial of [true, false]) {
    const rig = started([jump(3, 60)], { pacing: { redial, redialBackoffUs: [SECOND_US, SECOND_US] } });
    await rig.until(0);
    rig.network.lines[1]!.lose();
    expect([rig.open, rig.load.target]).toEqual([2, 3]);
    await rig.pass(2 * SECOND_US);
    expect(rig.open).toBe(redial ? 3 : 2);
    expect(rig.take().counters.redials).toBe(redial ? 1 : undefined);
  }
});

test('what a cap holds back waits, and was never dialed where the end overtakes it', async () => {
  const rig = started([jump(5, 2)], { pacing: { maxHandshakesInFlight: 2 } });
  rig.network.answer = 'silence';
  await rig.pass(SECOND_US);
  expect([rig.network.lines.length, rig.load.waiting]).toEqual([2, 3]);
  rig.load.end();
  await rig.pass(SECOND_US);
  // What is on its way may still open.
  expect(rig.told).toEqual([]);
  rig.network.answer = 'open';
  await rig.pass(5 * SECOND_US);
  expect(rig.settled).toMatchObject({
    notAttempted: { 'run-ended': 3 },
    counters: { attempted: 2, opened: 2 },
  });
  expect(misaccounts(rig)).toEqual([]);
});

test('stages that follow later leave those before them as they were, and end when they end', async () => {
  const rig = started([climb(10, 10), jump(10, 10)]);
  await rig.until(2 * SECOND_US);
  const fromUs = 5 * SECOND_US;
  rig.load.replan(replan({ fromUs, stages: [climb(6, 2), jump(6, 3)], fromLevel: 5 }));
  await rig.until(fromUs - 1);
  expect(rig.load.target).toBe(5);
  await rig.until(7 * SECOND_US);
  expect([rig.load.target, rig.open]).toEqual([6, 6]);
  await rig.until(10 * SECOND_US - 1);
  expect(rig.told).toEqual([]);
  await rig.until(10 * SECOND_US);
  expect(rig.told).toEqual(['settled', 'drained']);
  expect(misaccounts(rig)).toEqual([]);
});

test('where a level holds at once, those leave first that wait for a cap', async () => {
  const rig = started([jump(6, 60)], { pacing: { maxHandshakesInFlight: 4 } });
  rig.network.answer = 'silence';
  await rig.pass(0);
  expect([rig.network.lines.length, rig.load.waiting]).toEqual([4, 2]);
  rig.load.replan(replan({ stages: [jump(4, 60)], hold: 4, because: 'struggle' }));
  expect([rig.load.target, rig.load.waiting]).toEqual([4, 0]);
  expect(rig.take().notAttempted).toEqual({ 'stepped-down': 2 });
  rig.network.answer = 'open';
  await rig.pass(SECOND_US);
  expect([rig.network.lines.length, rig.open]).toEqual([4, 4]);
  // They may be wanted again.
  rig.load.replan(replan({ stages: [jump(6, 60)], hold: 6, because: 'struggle' }));
  await rig.pass(SECOND_US);
  expect([rig.network.lines.length, rig.open]).toEqual([6, 6]);
});

test('at a limit nothing is closed, whatever was dealt: what is in its handshake may open, the rest is not dialed', async () => {
  const rig = started([jump(6, 60)], { pacing: { maxHandshakesInFlight: 4, redial: true } });
  rig.network.answer = 'silence';
  await rig.pass(0);
  rig.load.replan(replan({ stages: [jump(1, 60)], hold: 1, because: 'limit' }));
  expect([rig.network.lines.length, rig.load.waiting]).toEqual([4, 0]);
  expect(rig.take().notAttempted).toEqual({ 'limit-found': 2 });
  rig.network.lines[3]!.lose();
  rig.network.answer = 'open';
  await rig.pass(5 * SECOND_US);
  // The one that failed had never opened: it is not dialed again.
  expect([rig.network.lines.length, rig.open, rig.load.target]).toEqual([4, 3, 3]);
  expect(rig.take()).toMatchObject({ counters: { opened: 3, failed: 1 }, closes: {} });
  rig.network.lines[0]!.lose();
  await rig.pass(5 * SECOND_US);
  expect([rig.network.lines.length, rig.open]).toEqual([5, 3]);
});

test('then those that are not open yet, and the open ones last', async () => {
  const rig = started([jump(4, 60)]);
  rig.network.answer = 'silence';
  await rig.pass(0);
  const early = rig.network.lines.slice(0, 2);
  rig.network.answer = 'open';
  for (const line of early) line.serve();
  rig.network.answer = 'silence';
  await rig.answers();
  rig.load.replan(replan({ stages: [jump(1, 60)], hold: 1, because: 'struggle' }));
  expect([rig.load.target, rig.open]).toEqual([1, 1]);
  rig.network.answer = 'open';
  await rig.pass(SECOND_US);
  // Both that were on their way have opened, and were closed at once.
  expect(rig.network.open).toHaveLength(1);
  expect(early).toContain(rig.network.open[0]!);
  expect(rig.take()).toMatchObject({ counters: { opened: 4, closed: 3 }, closes: { ours: 3 } });
});

test('a level above what there is is dialed at once, with ordinals of its own shard', async () => {
  const rig = started([jump(9, 60)], { shard: { index: 1, count: 3, sharers: 3 } });
  await rig.pass(0);
  expect(rig.open).toBe(3);
  rig.load.replan(replan({ stages: [jump(15, 60)], fromLevel: 9, hold: 5, because: 'struggle' }));
  await rig.pass(0);
  expect([rig.load.target, rig.open]).toEqual([5, 5]);
  for (const line of rig.network.open) line.lose();
  const events = rig.context.events.take(rig.clock.nowUs());
  const closed = events.flatMap(({ kind, connection }) => (kind === 'close' ? [connection] : []));
  expect(closed.toSorted()).toEqual([1, 10, 13, 4, 7]);
});

test('an end waits for answers in flight, sends nothing more, and drains when they have come', async () => {
  const rig = started([jump(2, 60)], { messages: { mode: 'rate', perSecond: 10 } });
  rig.network.echoes = false;
  await rig.pass(SECOND_US);
  const sent = rig.network.lines.map(({ messages }) => messages);
  expect(rig.context.recorder.outstanding).toBe(sent[0]! + sent[1]!);
  expect(sent[0]).toBeGreaterThan(5);
  rig.load.end(10 * SECOND_US);
  await rig.pass(3.9 * SECOND_US);
  expect(rig.told).toEqual([]);
  await rig.pass(0.2 * SECOND_US);
  expect(rig.told).toEqual(['settled', 'drained']);
  expect(rig.network.lines.map(({ messages }) => messages)).toEqual(sent);
  expect(rig.settled!.gauges.outstanding).toBe(sent[0]! + sent[1]!);
  expect(misaccounts(rig)).toEqual([]);
});

test('a handshake that the end overtakes is cancelled, and a goodbye that is not answered is cut short', async () => {
  const rig = started([jump(2, 60)]);
  rig.network.saysGoodbye = false;
  await rig.pass(0);
  rig.network.answer = 'silence';
  rig.load.replan(replan({ stages: [jump(3, 60)], hold: 3 }));
  await rig.pass(0);
  rig.load.end(2 * SECOND_US);
  await rig.pass(0.9 * SECOND_US);
  expect(rig.told).toEqual(['settled']);
  expect(rig.settled).toMatchObject({ failures: { cancelled: 1 }, gauges: { open: 2, connecting: 0 } });
  expect(misaccounts(rig)).toEqual([]);
  await rig.pass(1.2 * SECOND_US);
  expect(rig.told).toEqual(['settled', 'drained']);
  expect(rig.network.lines.every(({ isDropped }) => isDropped)).toBe(true);
  expect(rig.take().counters.closed).toBeUndefined();
});

test('an end told again hurries both steps, and never gives more time', async () => {
  for (const [step, endsAfterUs] of [
    ['settling', 0.4 * SECOND_US],
    ['draining', 0.6 * SECOND_US],
  ] as const) {
    const rig = started([jump(1, 60)], { messages: { mode: 'rate', perSecond: 10 } });
    rig.network.saysGoodbye = false;
    rig.network.echoes = step === 'draining';
    await rig.pass(SECOND_US);
    rig.load.end(100 * SECOND_US);
    await rig.pass(SECOND_US);
    expect(rig.told).toEqual(step === 'settling' ? [] : ['settled']);
    rig.load.end(SECOND_US);
    await rig.pass(0.3 * SECOND_US);
    rig.load.end(SECOND_US);
    rig.load.end(1_000 * SECOND_US);
    await rig.pass(endsAfterUs - 0.25 * SECOND_US);
    expect(rig.told).toEqual(step === 'settling' ? ['settled'] : ['settled', 'drained']);
    await rig.pass(SECOND_US);
    expect(rig.told).toEqual(['settled', 'drained']);
  }
});

test('once it ends nothing is dialed again, and no command is obeyed', async () => {
  const rig = started([jump(2, 60)], {
    pacing: { redial: true, redialBackoffUs: [1_000, 1_000] },
    messages: { mode: 'rate', perSecond: 10 },
  });
  rig.network.echoes = false;
  await rig.pass(SECOND_US);
  rig.load.end(10 * SECOND_US);
  rig.network.lines[0]!.lose();
  rig.load.replan(replan({ stages: [jump(9, 60)], hold: 9 }));
  await rig.pass(60 * SECOND_US);
  expect(rig.network.lines).toHaveLength(2);
  expect(rig.told).toEqual(['settled', 'drained']);
  expect(rig.settled).toMatchObject({ closes: { reset: 1 }, gauges: { open: 1 } });
});

test('one that is abandoned drops every line, and tells nobody', async () => {
  const rig = started([jump(3, 60)]);
  await rig.pass(0);
  rig.network.answer = 'silence';
  rig.load.replan(replan({ stages: [jump(5, 60)], hold: 5 }));
  await rig.pass(0);
  rig.load.abandon();
  await rig.pass(120 * SECOND_US);
  expect(rig.network.lines.map(({ isDropped }) => isDropped)).toEqual([true, true, true, true, true]);
  expect(rig.told).toEqual([]);
});
