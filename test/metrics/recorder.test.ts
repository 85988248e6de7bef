// What the recorder works out itself: the time that connections were not read from, while it passes.
import { expect, test } from 'bun:test';
import { Recorder } from '../../src/metrics/recorder.ts';
import { emptySnapshot } from '../../src/metrics/snapshot.ts';

test('a pause counts in every window that it touches, for each connection that is paused', () => {
  const recorder = new Recorder();
  const pausedIn = (endUs: number) => {
    recorder.paused(0, endUs);
    const levels = { target: 0, waiting: 0, sockets: 0 };
    return recorder.take(endUs, levels, emptySnapshot().health).counters.backPressurePausedUs ?? 0;
  };
  expect(pausedIn(1_000)).toBe(0);
  recorder.paused(1, 1_200);
  recorder.paused(1, 1_500);
  expect(pausedIn(2_000)).toBe(300 + 2 * 500);
  expect(pausedIn(3_000)).toBe(2 * 1_000);
  recorder.paused(-1, 3_400);
  recorder.paused(-1, 3_500);
  expect(pausedIn(4_000)).toBe(2 * 400 + 100);
  expect(pausedIn(5_000)).toBe(0);
});
