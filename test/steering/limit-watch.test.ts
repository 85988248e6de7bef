// When a ramp is told to stop: at the first throttle, or where failures are more than an accident.
import { expect, test } from 'bun:test';
import type { Counts, FailureKind } from '../../src/metrics/outcome.ts';
import { emptySnapshot, type Snapshot } from '../../src/metrics/snapshot.ts';
import { LimitWatch } from '../../src/steering/limit-watch.ts';

const HANDSHAKE_US = 10_000_000;
let nowUs = 0;

/** The next second. */
function window(opened: number, failures: Counts<FailureKind>, open: number, target: number): Snapshot {
  nowUs += 1_000_000;
  const failed = Object.values(failures).reduce((sum, n) => sum + n, 0);
  return {
    ...emptySnapshot(),
    startUs: nowUs - 1_000_000,
    endUs: nowUs,
    counters: { opened, attempted: opened + failed, failed },
    failures,
    gauges: { open, target, connecting: 0, waiting: 0, outstanding: 0, sockets: 0 },
  };
}

test('a throttle is the limit, with the level that was wanted then', () => {
  const watch = new LimitWatch(HANDSHAKE_US);
  expect(watch.observe(window(100, {}, 100, 100))).toBeNull();
  expect(watch.observe(window(5, { throttled: 5 }, 105, 110))).toEqual({
    open: 105,
    target: 110,
    limitedBy: 'throttled',
  });
});

test('where the profile stepped up in the same second, what was wanted before it was not borne either', () => {
  const watch = new LimitWatch(HANDSHAKE_US);
  watch.observe(window(100, {}, 100, 110));
  expect(watch.observe(window(5, { throttled: 5 }, 105, 120))?.target).toBe(110);
});

test('a platform that never opened anything has no limit to find', () => {
  const watch = new LimitWatch(HANDSHAKE_US);
  expect(watch.observe(window(0, { throttled: 5 }, 0, 10))).toBeNull();
  expect(watch.observe(window(0, { 'tcp-refused': 50 }, 0, 10))).toBeNull();
});

test('one or two resets are an accident, several of many a limit, few of very many an accident again', () => {
  const accident = new LimitWatch(HANDSHAKE_US);
  accident.observe(window(50, {}, 50, 50));
  expect(accident.observe(window(3, { 'upgrade-reset': 2 }, 53, 55))).toBeNull();
  expect(accident.observe(window(3, { 'upgrade-reset': 5, 'tcp-reset': 2 }, 53, 60))).toMatchObject({
    limitedBy: 'upgrade-reset',
  });
  const many = new LimitWatch(HANDSHAKE_US);
  expect(many.observe(window(1_000, { 'upgrade-reset': 5 }, 1_000, 1_000))).toBeNull();
});

test('what says nothing of the capacity is no limit', () => {
  const watch = new LimitWatch(HANDSHAKE_US);
  watch.observe(window(10, {}, 10, 10));
  expect(watch.observe(window(0, { 'auth-refused': 10, 'local-limit': 10 }, 10, 20))).toBeNull();
});

test('a silence is one of what was attempted before it, however long ago its deadline lets that be', () => {
  const few = new LimitWatch(HANDSHAKE_US);
  few.observe(window(997, {}, 997, 1_000));
  for (let second = 0; second < 9; second++) expect(few.observe(window(0, {}, 997, 1_000))).toBeNull();
  const late = { ...window(0, { 'upgrade-timeout': 3 }, 997, 1_000), counters: { failed: 3 } };
  expect(few.observe(late)).toBeNull();
  const many = new LimitWatch(HANDSHAKE_US);
  many.observe(window(800, {}, 800, 1_000));
  expect(many.observe({ ...late, failures: { 'upgrade-timeout': 200 } })).toMatchObject({
    limitedBy: 'upgrade-timeout',
  });
});
