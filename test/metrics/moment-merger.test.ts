// Windows of several workers as one stream: nothing lost, nothing twice, whoever is late or dies.
import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { checkAccounting } from '../../src/metrics/accounting.ts';
import { WindowMerger } from '../../src/metrics/moment-merger.ts';
import { Recorder } from '../../src/metrics/recorder.ts';
import { accumulate, count, emptySnapshot, type Snapshot } from '../../src/metrics/snapshot.ts';
import { pack } from '../../src/metrics/snapshot-json.ts';

const HEALTH = { ...emptySnapshot().health, cpuShare: 0.1, rssBytes: 1_000 };

/** A worker whose windows each open two connections and close one, and of three messages have one answered. */
class FakeWorker {
  readonly #recorder = new Recorder();
  #number = 0;

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
    const levels = { target: 10, waiting: 0 };
    const snapshot = this.#recorder.take((number + 1) * 1_000_000, levels, HEALTH);
    return { type: 'window' as const, number, snapshot: pack(snapshot), events: [], isLast };
  }
}

function rig(workers: number) {
  const told: Snapshot[] = [];
  let soFar = emptySnapshot();
  const merger = new WindowMerger(workers, (snapshot) => {
    told.push(snapshot);
    // Whoever is late or dead: after each second that is told, the sums add up.
    soFar = accumulate(soFar, snapshot);
    expect(checkAccounting(soFar, { ended: false })).toEqual([]);
  });
  return { told, merger };
}

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
  const snapshot = pack(broken.take(1_000_000, { target: 0, waiting: 0 }, HEALTH));
  merger.add(0, sound.next());
  expect(merger.misaccounts(0)).toEqual([]);
  const message = { type: 'window' as const, number: 1, snapshot, events: [], isLast: false };
  expect(merger.add(1, message)).toBeNull();
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
  const { told, merger } = rig(2);
  const [a, b] = [new FakeWorker(), new FakeWorker()];
  for (let i = 0; i < 3; i++) {
    merger.add(0, a.next());
    merger.add(1, b.next());
  }
  expect(merger.lose(1, 3_400_000)).toBe(3);
  expect(merger.lose(1, 3_500_000)).toBe(0);
  merger.add(0, a.next());
  merger.add(0, a.next(true));
  merger.finish();
  const total = sumOf(told);
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
        merger.lose(0, atUs);
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

test('a window that is none is a problem in words', () => {
  const { merger } = rig(1);
  const broken = { type: 'window' as const, number: 0, snapshot: {} as never, events: [], isLast: false };
  expect(merger.add(0, broken)).toContain('broken window');
});
