// The runtime's timer as an alarm: it rings once, at or after the time that was set last, and not where it was cleared.
import { expect, test } from 'bun:test';
import { TimeoutAlarm } from '../../../src/engine/loop/alarm.ts';
import { monotonicClock } from '../../../src/engine/loop/clock.ts';

function rig() {
  const rung: number[] = [];
  const waiting: (() => void)[] = [];
  const alarm = new TimeoutAlarm(monotonicClock);
  alarm.onRing = () => {
    rung.push(monotonicClock.nowUs());
    for (const resolve of waiting.splice(0)) resolve();
  };
  return { alarm, rung, ring: () => new Promise<void>((resolve) => waiting.push(resolve)) };
}

test('it rings at or after its time', async () => {
  const { alarm, rung, ring } = rig();
  const dueUs = monotonicClock.nowUs() + 3_500;
  alarm.set(dueUs);
  await ring();
  expect(rung[0]).toBeGreaterThanOrEqual(dueUs);
});

test('a time that is past already rings as soon as the loop comes round', async () => {
  const { alarm, rung, ring } = rig();
  alarm.set(monotonicClock.nowUs() - 1_000_000);
  expect(rung).toEqual([]);
  await ring();
  expect(rung).toHaveLength(1);
});

test('one set again moves, and one cleared does not ring: only the last of them is heard', async () => {
  const { alarm, rung } = rig();
  const other = rig();
  const nowUs = monotonicClock.nowUs();
  alarm.set(nowUs + 2_000);
  alarm.clear();
  other.alarm.set(nowUs + 2_000);
  other.alarm.set(nowUs + 20_000);
  await other.ring();
  expect(other.rung[0]).toBeGreaterThanOrEqual(nowUs + 20_000);
  expect(other.rung).toHaveLength(1);
  expect(rung).toEqual([]);
});
