// One clock for all processes of a machine: near the wall clock, never backwards, and what another process named is the
// same moment here.
import { expect, test } from 'bun:test';
import { join } from 'node:path';
import { fromOtherProcess, monotonicClock } from '../../../src/engine/loop/clock.ts';

const CLOCK = join(import.meta.dir, '../../../src/engine/loop/clock.ts');
const SKEW_US = 3_600_000_000;

test('it counts whole microseconds since 1970, and never goes back', () => {
  const offWall = () => Math.abs(monotonicClock.nowUs() - Date.now() * 1_000);
  expect(Math.min(...Array.from({ length: 100 }, offWall))).toBeLessThan(5_000);
  const readings = Array.from({ length: 10_000 }, () => monotonicClock.nowUs());
  const steps = readings.slice(1).map((us, i) => us - readings[i]!);
  expect(readings.every(Number.isInteger)).toBe(true);
  expect(Math.min(...steps)).toBeGreaterThanOrEqual(0);
  // The wall clock would step by a millisecond.
  expect(Math.min(...steps.filter((us) => us > 0))).toBeLessThan(500);
});

test('what another process reads lies between what this one reads before and after', () => {
  const program = `import { monotonicClock } from '${CLOCK}';
    console.log(monotonicClock.nowUs());`;
  const readThere = () => {
    const beforeUs = monotonicClock.nowUs();
    const thereUs = Number(Bun.spawnSync([process.execPath, '-e', program]).stdout.toString());
    return Math.max(beforeUs - thereUs, thereUs - monotonicClock.nowUs());
  };
  // A process may lose its core just where it reads both clocks; hardly three of them.
  expect(Math.min(readThere(), readThere(), readThere())).toBeLessThan(5_000);
});

test('a time that another process named is taken as it is where the clocks agree', () => {
  const nowUs = monotonicClock.nowUs();
  expect(fromOtherProcess(nowUs + 30_000, nowUs)).toBe(nowUs + 30_000);
  expect(fromOtherProcess(nowUs - 5, nowUs - 300_000)).toBe(nowUs - 5);
});

test('where the wall clock was stepped between their starts, it is as far away as it was there', () => {
  for (const skewUs of [SKEW_US, -SKEW_US]) {
    const beforeUs = monotonicClock.nowUs();
    const here = fromOtherProcess(beforeUs + skewUs + 30_000, beforeUs + skewUs);
    expect(here).toBeGreaterThanOrEqual(beforeUs + 30_000);
    expect(here).toBeLessThanOrEqual(monotonicClock.nowUs() + 30_000);
  }
});
