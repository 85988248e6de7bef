// The plan of the test run: every file is played once, what is planned exists, and who is not planned is safe.
import { expect, test } from 'bun:test';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  LONG,
  laneOf,
  MEASURING,
  planTests,
  SHARE_SECONDS,
  secondsOf,
  testFiles,
  WAITING,
} from '../../scripts/test-plan.js';

const ROOT = join(import.meta.dir, '../..');
const planned = [WAITING, MEASURING, LONG].flatMap((lane) => Object.keys(lane));

test('a file is planned once, and is there', () => {
  expect(planned).toEqual([...new Set(planned)]);
  expect(planned.filter((name) => !existsSync(join(ROOT, 'test', name)))).toEqual([]);
});

test('no file takes more than its share of the waiting lane', () => {
  for (const [name, seconds] of Object.entries(WAITING))
    expect([name, seconds]).toEqual([name, expect.any(Number)]);
  expect(Object.entries(WAITING).filter(([, seconds]) => seconds > SHARE_SECONDS)).toEqual([]);
});

test('every test file is in one lane, the longest first', () => {
  const files = testFiles(ROOT);
  const lanes = planTests(files);
  expect(files.length).toBeGreaterThan(100);
  expect(Object.values(lanes).flat().sort()).toEqual(files);
  const seconds = lanes.waiting.map(secondsOf);
  expect(seconds).toEqual(seconds.toSorted((a, b) => b - a));
});

test('a file that nobody planned is played alone where processes are started, and as a unit elsewhere', () => {
  expect(laneOf('test/e2e/new.test.ts')).toBe('measuring');
  expect(laneOf('test/e2e/peers/new.test.ts')).toBe('measuring');
  expect(laneOf('test/faults/new.test.ts')).toBe('measuring');
  expect(laneOf('test/wire/new.test.ts')).toBe('unit');
  expect(laneOf('test/new.test.ts')).toBe('unit');
});
