// What several parts tell as one stream: nothing lost, nothing twice, whoever joins, is late, leaves or dies.
import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { checkAccounting } from '../../../src/metrics/accounting.ts';
import { workerEvent } from '../../../src/metrics/record/facts.ts';
import type { Moment } from '../../../src/metrics/record/moment.ts';
import { MomentMerger } from '../../../src/metrics/record/moment-merger.ts';
import { Recorder } from '../../../src/metrics/recorder.ts';
import { accumulate, count, emptySnapshot, type Snapshot } from '../../../src/metrics/snapshot.ts';

const HEALTH = { ...emptySnapshot().health, cpuShare: 0.1, rssBytes: 1_000 };

/** A worker whose windows each open two connections and close one, and of three messages have one answered. */
class FakeWorker {
  readonly #recorder = new Recorder();
  #number: number;

  constructor(from = 0) {
    this.#number = from;
  }

  next(isLast = false) {
    const { counters } = this.#recorder;
    for (let i = 0; i < 2; i++) {
      counters.asked++;
      this.#recorder.attempted(0);
      this.#recorder.opened(1_000, 1_000);
    }
    this.#recorder.closed('normal');
    for (let i = 0; i < 3; i++) this.#recorder.sent();
    this.#recorder.answered(1_000, 900);
    const number = this.#number++;
    const levels = { target: 10, waiting: 0, sockets: 0 };
    const window = this.#recorder.take((number + 1) * 1_000_000, levels, HEALTH);
    const events = [{ atUs: number, kind: 'throttle' as const, worker: 0, connection: null, detail: {} }];
    return { number, window, events, samples: [], isLast };
  }
}

function rig(workers: number) {
  const told: Snapshot[] = [];
  let soFar = emptySnapshot();
  const moments: Moment[] = [];
  const merger = new MomentMerger((moment) => {
    expect(moment.number).toBe(told.length);
    moments.push(moment);
    const snapshot = moment.window;
    told.push(snapshot);
    // Whoever is late or dead: after each second that is told, the sums add up.
    soFar = accumulate(soFar, snapshot);
    expect(checkAccounting(soFar, { ended: false })).toEqual([]);
  });
  for (let i = 0; i < workers; i++) merger.join(i);
  return { told, moments, merger };
}

const lost = (worker: number) => (connections: number) => workerEvent(0, worker, 'lost', { connections });
const sumOf = (told: readonly Snapshot[]) => told.reduce(accumulate, emptySnapshot());

test('a second is told once all have told their part', () => {
  const { told, merger } = rig(2);
  const [a, b] = [new FakeWorker(), new FakeWorker()];
  merger.add(0, a.next());
  expect(told).toHaveLength(0);
  merger.add(1, b.next());
  expect(told).toHaveLength(1);
  expect(told[0]).toMatchObject({ workers: 2, gauges: { open: 2, target: 20 } });
});

test('in whatever order and at whatever lead windows come, the sums are those of all', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(2), { minLength: 1, maxLength: 60 }), (order) => {
      const { told, merger } = rig(3);
      const workers = [new FakeWorker(), new FakeWorker(), new FakeWorker()];
      for (const i of order) merger.add(i, workers[i]!.next());
      for (const [i, worker] of workers.entries()) merger.add(i, worker.next(true));
      merger.finish();
      const total = sumOf(told);
      expect(count(total, 'opened')).toBe(2 * (order.length + 3));
      expect(total.gauges.open).toBe(order.length + 3);
      expect(checkAccounting(total, { ended: true })).toEqual([]);
    }),
  );
});

test("sums of one worker that do not add up are told, once, though the others' are right", () => {
  const { merger } = rig(2);
  const [sound, broken] = [new FakeWorker(), new Recorder()];
  broken.counters.messagesSent = 2;
  const window = broken.take(1_000_000, { target: 0, waiting: 0, sockets: 0 }, HEALTH);
  merger.add(0, sound.next());
  expect(merger.misaccounts(0)).toEqual([]);
  merger.add(1, { number: 1, window, events: [], samples: [], isLast: false });
  expect(merger.misaccounts(1)).toEqual(['sent 2 is not answered 0 + timed out 0 + lost 0 + in flight 0']);
  expect(merger.misaccounts(1)).toEqual([]);
});

test('one that has ended still holds what it held', () => {
  const { told, merger } = rig(2);
  const [a, b] = [new FakeWorker(), new FakeWorker()];
  merger.add(0, a.next(true));
  for (let i = 0; i < 3; i++) merger.add(1, b.next(i === 2));
  merger.finish();
  expect(told.map((window) => window.gauges.open)).toEqual([2, 3, 4]);
});

test("a dead worker's connections are closed as worker-lost, and the sums still add up", () => {
  const { told, moments, merger } = rig(2);
  const [a, b] = [new FakeWorker(), new FakeWorker()];
  for (let i = 0; i < 3; i++) {
    merger.add(0, a.next());
    merger.add(1, b.next());
  }
  merger.lose(1, 3_400_000, lost(1));
  merger.lose(1, 3_500_000, lost(1));
  merger.add(0, a.next());
  merger.add(0, a.next(true));
  merger.finish();
  const total = sumOf(told);
  const deaths = moments.flatMap(({ events }) => events.filter(({ kind }) => kind === 'worker'));
  expect(deaths.map(({ detail }) => detail.connections).sort()).toEqual([0, 3]);
  expect(total.closes['worker-lost']).toBe(3);
  expect(total.gauges.open).toBe(5);
  expect(checkAccounting(total, { ended: true })).toEqual([]);
});

test('a death at any moment, with the others ahead or behind: after every second the sums add up', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(2), { maxLength: 40 }),
      fc.array(fc.integer({ min: 1, max: 2 }), { maxLength: 20 }),
      fc.nat(12_000_000),
      (before, after, atUs) => {
        const { told, merger } = rig(3);
        const workers = [new FakeWorker(), new FakeWorker(), new FakeWorker()];
        for (const i of before) merger.add(i, workers[i]!.next());
        merger.lose(0, atUs, lost(0));
        for (const i of after) merger.add(i, workers[i]!.next());
        for (const i of [1, 2]) merger.add(i, workers[i]!.next(true));
        merger.finish();
        expect(checkAccounting(sumOf(told), { ended: true })).toEqual([]);
      },
    ),
  );
});

test('one that falls behind holds the others up for a few seconds only', () => {
  const { told, merger } = rig(2);
  const [a, b] = [new FakeWorker(), new FakeWorker()];
  merger.add(1, b.next());
  for (let i = 0; i < 8; i++) merger.add(0, a.next());
  expect(told.length).toBeGreaterThanOrEqual(4);
  expect(told.at(-1)!.gauges.open).toBe(told.length + 1);
});

test('a late part says so in the second that it counts in, and its levels do not count twice', () => {
  const { told, merger } = rig(2);
  const [a, b] = [new FakeWorker(), new FakeWorker()];
  for (let i = 0; i < 6; i++) merger.add(0, a.next());
  const before = told.length;
  expect(before).toBeGreaterThan(1);
  for (let i = 0; i < 6; i++) merger.add(1, b.next());
  expect(count(sumOf(told.slice(0, before)), 'lateParts')).toBe(0);
  expect(count(sumOf(told), 'lateParts')).toBe(before);
  expect(count(sumOf(told), 'opened')).toBe(2 * 2 * 6);
});

test('a part that joins later is waited for from then on, and nothing before it is', () => {
  const { told, merger } = rig(1);
  const first = new FakeWorker();
  for (let i = 0; i < 3; i++) merger.add(0, first.next());
  expect(told).toHaveLength(3);
  merger.join(1);
  const second = new FakeWorker(3);
  merger.add(0, first.next());
  expect(told).toHaveLength(3);
  merger.add(1, second.next());
  expect(told).toHaveLength(4);
  expect(told[3]).toMatchObject({ workers: 2, gauges: { open: 5 } });
});

test('whoever joins, leaves, dies or is late: every window, event and sum comes out once', () => {
  const step = fc.record({
    part: fc.nat(3),
    what: fc.constantFrom('tell', 'tell', 'tell', 'join', 'leave', 'die'),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const { told, moments, merger } = rig(1);
      const there = new Map([[0, new FakeWorker()]]);
      const gone = new Set<number>();
      let windows = 0;
      for (const { part, what } of [...steps, ...[0, 1, 2, 3].map((part) => ({ part, what: 'leave' }))]) {
        const worker = there.get(part);
        if (what === 'join' && worker === undefined && !gone.has(part)) {
          merger.join(part);
          there.set(part, new FakeWorker(told.length));
        }
        if (worker === undefined) continue;
        if (what === 'tell' || what === 'leave') {
          merger.add(part, worker.next(what === 'leave'));
          windows += 1;
        }
        if (what === 'die') merger.lose(part, 99_000_000, lost(part));
        if (what === 'die' || what === 'leave') {
          gone.add(part);
          there.delete(part);
        }
      }
      merger.finish();
      expect(count(sumOf(told), 'opened')).toBe(2 * windows);
      expect(moments.flatMap(({ events }) => events.filter(({ kind }) => kind === 'throttle'))).toHaveLength(
        windows,
      );
      expect(checkAccounting(sumOf(told), { ended: true })).toEqual([]);
    }),
  );
});

test('what was said after the last window comes with one more', () => {
  const { moments, merger } = rig(1);
  merger.add(0, new FakeWorker().next(true));
  merger.say(workerEvent(1, 0, 'lost'));
  merger.finish();
  expect(moments.map(({ events }) => events.length)).toEqual([1, 1]);
});
