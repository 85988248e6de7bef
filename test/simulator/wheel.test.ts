import { afterEach, describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { Wheel, WheelEntry } from '../../src/simulator/wheel.ts';
import { until } from '../until.ts';

class Note extends WheelEntry {
  readonly firedAtUs: number[] = [];
  readonly #then: (nowUs: number) => void;

  constructor(then: (nowUs: number) => void = () => {}) {
    super();
    this.#then = then;
  }

  override fire(nowUs: number): void {
    this.firedAtUs.push(nowUs);
    this.#then(nowUs);
  }
}

const wheels: Wheel[] = [];
const makeWheel = (nowUs: () => number) => {
  const wheel = new Wheel({ nowUs });
  wheels.push(wheel);
  return wheel;
};

afterEach(() => {
  for (const wheel of wheels.splice(0)) wheel.stop();
});

describe('by an injected clock', () => {
  test('fires each entry once, never early, at the first run after it is due; cancelled ones never', () => {
    const entry = fc.record({ dueAtUs: fc.nat(30_000_000), isCancelled: fc.boolean() });
    const steps = fc.array(fc.integer({ min: 1, max: 6_000_000 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 40 }), steps, (entries, stepsUs) => {
        let nowUs = 500;
        const wheel = makeWheel(() => nowUs);
        const notes = entries.map(({ dueAtUs }) => {
          const note = new Note();
          wheel.schedule(note, dueAtUs);
          return note;
        });
        entries.forEach(({ isCancelled }, n) => {
          if (isCancelled) wheel.cancel(notes[n]!);
        });
        const runs: number[] = [];
        for (const stepUs of stepsUs) {
          nowUs += stepUs;
          runs.push(nowUs);
          wheel.run();
        }
        entries.forEach(({ dueAtUs, isCancelled }, n) => {
          const run = isCancelled ? undefined : runs.find((atUs) => atUs >= dueAtUs);
          expect(notes[n]!.firedAtUs).toEqual(run === undefined ? [] : [run]);
        });
        expect(wheel.size).toBe(notes.filter(({ isScheduled }) => isScheduled).length);
        wheel.stop();
      }),
    );
  });

  test('keeps the order of scheduling within a millisecond, and moves an entry that is scheduled again', () => {
    let nowUs = 0;
    const wheel = makeWheel(() => nowUs);
    const order: string[] = [];
    const [a, b, c] = ['a', 'b', 'c'].map((name) => new Note(() => order.push(name)));
    wheel.schedule(a!, 5_100);
    wheel.schedule(b!, 5_000);
    wheel.schedule(c!, 5_100);
    wheel.schedule(a!, 5_200);
    expect(wheel.size).toBe(3);
    nowUs = 5_150;
    wheel.run();
    expect(order).toEqual(['b', 'c']);
    nowUs = 5_200;
    wheel.run();
    expect(order).toEqual(['b', 'c', 'a']);
  });

  test('an entry may cancel another that is about to fire, and schedule itself again, even in the past', () => {
    let nowUs = 0;
    const wheel = makeWheel(() => nowUs);
    const victim = new Note();
    const again: Note = new Note(() => {
      wheel.cancel(victim);
      if (again.firedAtUs.length < 3) wheel.schedule(again, 1_000);
    });
    wheel.schedule(again, 1_000);
    wheel.schedule(victim, 1_000);
    for (nowUs of [1_000, 2_000, 3_000, 4_000]) wheel.run();
    expect(victim.firedAtUs).toEqual([]);
    expect(again.firedAtUs).toEqual([1_000, 2_000, 3_000]);
    expect(wheel.size).toBe(0);
  });
});

test('by its own timer: wakes for the near and the far, also when a nearer one comes later', async () => {
  const wheel = makeWheel(() => Math.floor(performance.now() * 1_000));
  const startUs = wheel.nowUs();
  const [far, near, next] = [new Note(), new Note(), new Note()];
  wheel.schedule(far, startUs + 120_000);
  wheel.schedule(near, startUs + 10_000);
  wheel.schedule(next, startUs + 10_900);
  await until(() => far.firedAtUs.length === 1, 'the far one');
  for (const [note, afterUs] of [
    [far, 120_000],
    [near, 10_000],
    [next, 10_900],
  ] as const) {
    expect(note.firedAtUs).toHaveLength(1);
    expect(note.firedAtUs[0]! - startUs).toBeGreaterThanOrEqual(afterUs);
    expect(note.firedAtUs[0]! - startUs).toBeLessThan(afterUs + 1_000_000);
  }
});
