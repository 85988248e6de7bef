// One frame: its stage line as the profile is played, and rows that stay where they are.
import { expect, test } from 'bun:test';
import { drawFrame } from '../../../src/output/terminal/view.ts';
import { frameAt, LOOK, textOf } from './made-frame.ts';

const frame = (seconds: number, columns = 80) => textOf(drawFrame(frameAt(seconds), columns, LOOK), columns);

test('names the stage that is played, and the limit once it is found', () => {
  expect(frame(7)[3]).toMatch(/^ stage 2 of 12 +hold 50 .* 11 % +at most 53 s left$/);
  expect(frame(50)[3]).toMatch(/^ stage 11 of 12 +hold 275 .* 83 % +at most 10 s left$/);
  expect(frame(53)[3]).toMatch(/^ limit found .* 94 % +3 s left$/);
  expect(frame(57)[3]).toMatch(/^ closing .* 100 %$/);
});

test('has as many lines in every second in which the same is measured, and none wider than it may be', () => {
  expect(frame(53).length).toBe(frame(20).length);
  for (const line of frame(53, 60)) expect(Bun.stringWidth(line)).toBeLessThanOrEqual(60);
});
