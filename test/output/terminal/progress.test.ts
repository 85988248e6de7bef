// Where a run is in the profile that is played, and the drawings made of blocks.
import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { drawBar, drawSparkline, progressAt } from '../../../src/output/terminal/progress.ts';
import { cells } from '../../../src/output/terminal/text.ts';
import { makePlan } from '../fixtures.ts';

const SECOND = 1_000_000;
const { profile } = makePlan();

test('names the stage, the share and the time left', () => {
  const progress = progressAt(profile, 7 * SECOND);
  expect(progress).toMatchObject({ number: 2, of: 12, share: 7 / 60, leftUs: 53 * SECOND });
  expect(progress.stage?.target).toBe(50);
});

test('is over at the end, and survives a profile without stages', () => {
  expect(progressAt(profile, 60 * SECOND)).toMatchObject({ stage: undefined, share: 1, leftUs: 0 });
  expect(progressAt({ ...profile, stages: [] }, 0)).toMatchObject({
    stage: undefined,
    share: 1,
    leftUs: 0,
  });
});

test('the bar is as wide as asked, the sparkline as high as its values', () => {
  const property = fc.property(
    fc.double({ min: -1, max: 2, noNaN: true }),
    fc.integer({ min: 0, max: 80 }),
    (share, width) => {
      const bar = drawBar(share, width, { color: false, unicode: true });
      expect(cells(bar.map(([text]) => text).join(''))).toBe(width);
    },
  );
  fc.assert(property);
  expect(drawSparkline([0, 1, 50, 100], 100, { color: false, unicode: true })).toBe('▁▁▄█');
  expect(drawSparkline([0, 100], 100, { color: false, unicode: false })).toBe('_#');
});
