// Events that wait for their processing, on the manual clock: each acknowledged when it is done, and reading paused in time.
import { expect, test } from 'bun:test';
import { type FlowUser, FlowWindow } from '../../../src/engine/talk/flow-window.ts';
import type { FlowPlan } from '../../../src/plan/plan.ts';
import { Rig } from '../rig.ts';

const MS = 1_000;

class User implements FlowUser {
  readonly acks: number[] = [];
  readonly reading: boolean[] = [];
  flushes = 0;

  acknowledge(seq: number): void {
    this.acks.push(seq);
  }

  flush(): void {
    this.flushes++;
  }

  pauseReading(): void {
    this.reading.push(false);
  }

  resumeReading(): void {
    this.reading.push(true);
  }
}

function flowing(plan: Partial<FlowPlan>) {
  const flow = { ackWindow: 50, processingUs: 10 * MS, receiveBuffer: 1_000, highWater: 4, ...plan };
  const rig = new Rig({ plan: { flow } });
  const user = new User();
  const window = new FlowWindow(rig.context, user);
  return { rig, user, window, add: (seq: number) => window.add(seq, rig.nowUs) };
}

test('without processing an event is acknowledged at once, and one that wants no ack is not', () => {
  const { rig, user, add } = flowing({ processingUs: 0 });
  for (const seq of [1, -1, 2]) add(seq);
  expect(user.acks).toEqual([1, 2]);
  expect(rig.context.wheel.size).toBe(0);
});

test('one event after the other, each an interval after the one before, however late the turn', () => {
  const { rig, user, add } = flowing({});
  for (const seq of [1, 2, 3]) add(seq);
  rig.pass(9 * MS);
  expect(user.acks).toEqual([]);
  rig.pass(2 * MS);
  expect(user.acks).toEqual([1]);
  rig.clock.advance(25 * MS); // the worker was away
  rig.pass(0);
  expect(user.acks).toEqual([1, 2, 3]);
  expect(user.flushes).toBe(2);
  expect(rig.context.wheel.size).toBe(0);
});

test('at the high-water mark reading pauses, and resumes at half of it', () => {
  const { rig, user, add } = flowing({});
  for (const seq of [1, 2, 3]) add(seq);
  expect(user.reading).toEqual([]);
  add(4);
  add(5);
  expect(user.reading).toEqual([false]);
  rig.pass(20 * MS);
  expect(user.reading).toEqual([false]);
  rig.pass(11 * MS);
  expect(user.reading).toEqual([false, true]);
  expect(user.acks).toEqual([1, 2, 3]);
  expect(rig.counters.backPressureEvents).toBe(1);
  expect(rig.counters.backPressurePausedUs).toBe(30 * MS);
});

test('the mark is never above the window or the buffer, and never below one', () => {
  for (const [plan, mark] of [
    [{ highWater: 200, ackWindow: 3 }, 3],
    [{ highWater: 200, receiveBuffer: 2 }, 2],
    [{ highWater: 200, ackWindow: 0, receiveBuffer: 5 }, 5],
    [{ highWater: 0 }, 1],
  ] as const) {
    const { user, add } = flowing(plan);
    let seq = 0;
    while (user.reading.length === 0 && seq < 300) add(++seq);
    expect(seq).toBe(mark);
  }
});

test('its end clears the timer and ends the pause', () => {
  const { rig, user, window, add } = flowing({});
  for (const seq of [1, 2, 3, 4]) add(seq);
  rig.pass(5 * MS);
  window.stop(rig.nowUs);
  rig.pass(100 * MS);
  expect(user.acks).toEqual([]);
  expect(rig.counters.backPressurePausedUs).toBe(5 * MS);
  rig.context.recorder.paused(0, rig.nowUs);
  expect(rig.counters.backPressurePausedUs).toBe(5 * MS);
});
