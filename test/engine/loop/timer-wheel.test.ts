// The wheel's laws: a timer fires once, never early, and late by a turn at most; one that is cleared never.
import { afterEach, expect, test } from 'bun:test';
import fc from 'fast-check';
import { TimeoutAlarm } from '../../../src/engine/loop/alarm.ts';
import { Timer, type TimerOwner, TimerWheel } from '../../../src/engine/loop/timer-wheel.ts';
import { ManualClock } from '../manual-clock.ts';

class Recorder implements TimerOwner {
  readonly fired: { readonly timer: Timer; readonly atUs: number }[] = [];
  onFire: ((timer: Timer, nowUs: number) => void) | undefined;

  onTimer(timer: Timer, nowUs: number): void {
    this.fired.push({ timer, atUs: nowUs });
    this.onFire?.(timer, nowUs);
  }
}

const wheels: TimerWheel[] = [];
afterEach(() => {
  for (const wheel of wheels.splice(0)) wheel.stop();
});

function rig() {
  const clock = new ManualClock();
  const wheel = new TimerWheel(clock, new TimeoutAlarm(clock));
  wheels.push(wheel);
  return { clock, wheel, owner: new Recorder() };
}

test('timers fire once, not before they are due, whatever the turns', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(30_000_000), { minLength: 1, maxLength: 50 }),
      fc.array(fc.integer({ min: 1, max: 12_000_000 }), { minLength: 1, maxLength: 60 }),
      (delays, steps) => {
        const { clock, wheel, owner } = rig();
        const startUs = clock.nowUs();
        for (const delay of delays) wheel.set(new Timer(owner, 0), startUs + delay);
        let turnUs = startUs;
        for (const step of [...steps, 31_000_000]) {
          clock.advance(step);
          const before = owner.fired.length;
          wheel.turn();
          for (const { timer, atUs } of owner.fired.slice(before)) {
            expect(timer.dueUs).toBeLessThanOrEqual(atUs);
            // It was not due at the turn before, or it would have fired then.
            expect(timer.dueUs).toBeGreaterThanOrEqual(turnUs === startUs ? 0 : turnUs);
          }
          turnUs = clock.nowUs();
        }
        expect(owner.fired).toHaveLength(delays.length);
        expect(wheel.size).toBe(0);
      },
    ),
  );
});

test('what fires in one millisecond fires in the order it was due', () => {
  const { clock, wheel, owner } = rig();
  for (const delay of [900, 100, 500]) wheel.set(new Timer(owner, delay), clock.nowUs() + delay);
  clock.advance(1_000);
  wheel.turn();
  expect(owner.fired.map(({ timer }) => timer.purpose)).toEqual([100, 500, 900]);
});

test('a timer that is cleared does not fire, one set again moves', () => {
  const { clock, wheel, owner } = rig();
  const cleared = new Timer(owner, 1);
  const moved = new Timer(owner, 2);
  wheel.set(cleared, clock.nowUs() + 1_000);
  wheel.set(moved, clock.nowUs() + 1_000);
  wheel.clear(cleared);
  wheel.set(moved, clock.nowUs() + 5_000);
  clock.advance(2_000);
  wheel.turn();
  expect(owner.fired).toHaveLength(0);
  clock.advance(3_000);
  wheel.turn();
  expect(owner.fired.map(({ timer }) => timer)).toEqual([moved]);
});

test('a timer cleared by one that fires before it in the same turn does not fire', () => {
  const { clock, wheel, owner } = rig();
  const second = new Timer(owner, 2);
  owner.onFire = () => wheel.clear(second);
  wheel.set(new Timer(owner, 1), clock.nowUs() + 100);
  wheel.set(second, clock.nowUs() + 200);
  clock.advance(1_000);
  wheel.turn();
  expect(owner.fired.map(({ timer }) => timer.purpose)).toEqual([1]);
});

test('what is set overdue while a late turn runs is met by the next turn, not a rotation later', () => {
  const { clock, wheel, owner } = rig();
  const late = new Timer(owner, 2);
  owner.onFire = (timer, nowUs) => timer !== late && wheel.set(late, nowUs - 40_000);
  wheel.set(new Timer(owner, 1), clock.nowUs() + 1_000);
  clock.advance(50_000);
  wheel.turn();
  clock.advance(1_000);
  wheel.turn();
  expect(owner.fired.map(({ timer }) => timer.purpose)).toEqual([1, 2]);
});

test('a timer that sets itself for now does not keep a turn from ending', () => {
  const { clock, wheel, owner } = rig();
  owner.onFire = (timer, nowUs) => wheel.set(timer, nowUs);
  wheel.set(new Timer(owner, 1), clock.nowUs());
  clock.advance(1_000);
  wheel.turn();
  expect(owner.fired.length).toBeLessThanOrEqual(2);
});

test('by itself it wakes for what is due, on the real clock', async () => {
  const { promise, resolve } = Promise.withResolvers<number>();
  const clock = { nowUs: () => Math.round(performance.now() * 1_000) };
  const wheel = new TimerWheel(clock, new TimeoutAlarm(clock));
  wheels.push(wheel);
  const dueUs = clock.nowUs() + 5_000;
  wheel.set(new Timer({ onTimer: (_timer, nowUs) => resolve(nowUs) }, 0), dueUs);
  expect(await promise).toBeGreaterThanOrEqual(dueUs);
});
