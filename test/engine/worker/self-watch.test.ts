// What the generator says of itself, against what can be known of it from outside: on a manual clock, so that a share is of
// a time that the test gives.
import { expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { SelfWatch } from '../../../src/engine/worker/self-watch.ts';
import { jump, planOf, Rig, SECOND_US } from '../load/rig.ts';

const IS_ELSEWHERE = process.platform !== 'linux';

function rig(sourceAddresses: readonly string[] = [], sharers = 1) {
  const plan = planOf([jump(1, 60)], { shard: { index: 0, count: sharers, sharers } });
  const { context, clock, pass } = new Rig({ ...plan, target: { ...plan.target, sourceAddresses } });
  const watch = new SelfWatch(context);
  const take = (afterUs = SECOND_US) => {
    clock.advance(afterUs);
    return watch.take();
  };
  const dial = (sockets: number) => {
    while (context.sockets.open < sockets) context.sockets.add();
  };
  return { context, clock, pass, take, dial };
}

test('the lag is how much later than due the loop came, once in 20 ms', () => {
  const { context, clock } = rig();
  const lags = () =>
    [...context.recorder.histograms.loopLag.recorded()].map(({ value, count }) => [value, count]);
  for (const lateUs of [0, 100, 5]) {
    clock.advance(20_000 + lateUs);
    context.wheel.turn();
  }
  expect(lags()).toEqual([
    [0, 1],
    [5, 1],
    [100, 1],
  ]);
  clock.advance(19_000);
  context.wheel.turn();
  expect(context.recorder.histograms.loopLag.count).toBe(3);
});

test('CPU is what this process used since the last time, as a share of the time between', () => {
  const { take } = rig();
  const before = process.cpuUsage();
  take();
  const usedUs = () => {
    const { user, system } = process.cpuUsage(before);
    return user + system;
  };
  while (usedUs() < 100_000);
  const { cpuShare } = take();
  expect(cpuShare).toBeGreaterThan(0.09);
  expect(cpuShare).toBeLessThanOrEqual(usedUs() / SECOND_US + 0.001);
  expect(take().cpuShare).toBeLessThan(cpuShare);
});

test('memory is that of this process, and the waiting and the machine are shares', () => {
  const { take } = rig();
  const { rssBytes, waitShare, machineShare } = take();
  expect(rssBytes / process.memoryUsage.rss()).toBeCloseTo(1, 0);
  for (const share of [waitShare, machineShare]) expect(share).toBeGreaterThanOrEqual(0);
  expect(machineShare).toBeLessThanOrEqual(1);
});

test('a window of a moment says what the one before it said', () => {
  const { take, dial } = rig();
  const whole = take();
  dial(100_000);
  expect(take(100_000)).toBe(whole);
  const next = take(100_000);
  expect(next).not.toBe(whole);
  expect(next.portShare).toBeGreaterThan(whole.portShare);
});

test.skipIf(IS_ELSEWHERE)('sockets are a share of the files that this process may open', () => {
  const limit = Number(/^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))![1]);
  const { take, dial } = rig();
  const idle = take().fileShare;
  dial(Math.round(limit / 2));
  expect(take().fileShare - idle).toBeCloseTo(0.5, 2);
});

test.skipIf(IS_ELSEWHERE)(
  'and of the local ports that fall to it: more addresses have more, who shares them has less',
  () => {
    const range = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').split(/\s+/).map(Number);
    const ports = range[1]! - range[0]! + 1;
    for (const [addresses, sharers, share] of [
      [[], 1, 1],
      [[], 4, 4],
      [['127.0.0.1', '127.0.0.2'], 1, 0.5],
    ] as const) {
      const { take, dial } = rig(addresses, sharers);
      dial(ports);
      expect(take().portShare).toBeCloseTo(share, 3);
    }
  },
);
