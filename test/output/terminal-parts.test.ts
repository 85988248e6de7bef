import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { History } from '../../src/output/terminal/history.ts';
import { lookOf } from '../../src/output/terminal/look.ts';
import { drawBar, drawSparkline, progressAt } from '../../src/output/terminal/progress.ts';
import { cells, cut, joinFitting, wrap, wrapParts } from '../../src/output/terminal/text.ts';
import { makePlan, snapshotWith } from './fixtures.ts';

const SECOND = 1_000_000;

describe('what a terminal allows', () => {
  const utf8 = { LANG: 'en_US.UTF-8', TERM: 'xterm-256color' };
  const cases: [
    string,
    Record<string, string>,
    boolean,
    { isTty: boolean; color: boolean; unicode: boolean },
  ][] = [
    ['a terminal', utf8, true, { isTty: true, color: true, unicode: true }],
    ['a pipe', utf8, false, { isTty: false, color: false, unicode: true }],
    ['NO_COLOR', { ...utf8, NO_COLOR: '1' }, true, { isTty: true, color: false, unicode: true }],
    ['an empty NO_COLOR', { ...utf8, NO_COLOR: '' }, true, { isTty: true, color: true, unicode: true }],
    ['CI', { ...utf8, CI: 'true' }, true, { isTty: false, color: false, unicode: true }],
    ['CI=false', { ...utf8, CI: 'false' }, true, { isTty: true, color: true, unicode: true }],
    ['a dumb terminal', { ...utf8, TERM: 'dumb' }, true, { isTty: false, color: false, unicode: true }],
    [
      'the C locale',
      { LC_ALL: 'C', LANG: 'en_US.UTF-8', TERM: 'x' },
      true,
      { isTty: true, color: true, unicode: false },
    ],
    [
      'LC_CTYPE before LANG',
      { LC_CTYPE: 'C.utf8', LANG: 'C', TERM: 'x' },
      true,
      { isTty: true, color: true, unicode: true },
    ],
    ['no locale at all', { TERM: 'x' }, true, { isTty: true, color: true, unicode: false }],
  ];
  for (const [name, environment, isTTY, expected] of cases) {
    test(name, () => expect(lookOf(environment, { isTTY })).toEqual(expected));
  }
});

describe('progress', () => {
  const { profile } = makePlan();

  test('names the stage, the share and the time left', () => {
    const progress = progressAt(profile, 7 * SECOND);
    expect(progress).toMatchObject({ number: 2, of: 12, share: 7 / 60, leftUs: 53 * SECOND, atMost: true });
    expect(progress.stage?.target).toBe(50);
  });

  test('a ramp that found its limit ends a stage later', () => {
    expect(progressAt(profile, 22 * SECOND, 20 * SECOND)).toMatchObject({
      share: 22 / 25,
      leftUs: 3 * SECOND,
      atMost: false,
    });
    expect(progressAt(profile, 25 * SECOND, 20 * SECOND).stage).toBeUndefined();
    expect(progressAt(profile, 58 * SECOND, 57 * SECOND).leftUs).toBe(2 * SECOND);
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
});

describe('history', () => {
  const windowAt = (second: number, open: number, closes = {}) =>
    snapshotWith({
      startUs: second * SECOND,
      endUs: (second + 1) * SECOND,
      gauges: { target: open, open, connecting: 0, waiting: 0, outstanding: 0 },
      closes,
    });

  test('keeps a curve of the whole run in bounded space, peaks included', () => {
    const history = new History();
    for (let second = 0; second < 20_000; second += 1)
      history.add(windowAt(second, second === 13_000 ? 999 : second / 100));
    const curve = history.curve(50);
    expect(curve).toHaveLength(50);
    expect(Math.max(...curve)).toBe(999);
    expect(history.curve(10_000).length).toBeLessThanOrEqual(512);
  });

  test('churn is what was lost in the last minute, not what we closed', () => {
    const history = new History();
    expect(history.churnShare()).toBeUndefined();
    for (let second = 0; second < 60; second += 1)
      history.add(windowAt(second, 200, second === 5 ? { reset: 4, ours: 30 } : {}));
    expect(history.churnShare()).toBeCloseTo(0.02, 10);
    for (let second = 60; second < 120; second += 1) history.add(windowAt(second, 200));
    expect(history.churnShare()).toBe(0);
  });
});

describe('text', () => {
  test('is cut to cells, not to characters', () => {
    const look = { unicode: true };
    expect(cut('abcdef', 6, look)).toBe('abcdef');
    expect(cut('abcdef', 5, look)).toBe('abcd…');
    expect(cut('日本語テキスト', 7, look)).toBe('日本語…');
    expect(cut('abcdef', 5, { unicode: false })).toBe('ab...');
    const property = fc.property(
      fc.string({ unit: 'grapheme' }),
      fc.integer({ min: 0, max: 40 }),
      (text, columns) => {
        expect(cells(cut(text, columns, look))).toBeLessThanOrEqual(columns);
      },
    );
    fc.assert(property);
  });

  test('wraps at words and loses none', () => {
    expect(wrap('one two three four', 9)).toEqual(['one two', 'three', 'four']);
    expect(wrapParts(['a 1', 'b 2', 'c 3'], 9)).toEqual(['a 1, b 2,', 'c 3']);
    const property = fc.property(
      fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1 }),
      fc.integer({ min: 12, max: 40 }),
      (words, columns) => {
        const lines = wrap(words.join(' '), columns);
        expect(lines.join(' ')).toBe(words.join(' '));
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
      },
    );
    fc.assert(property);
  });

  test('says how many did not fit', () => {
    const parts = ['throttled 25', 'tcp-refused 3', 'reset 1'];
    expect(joinFitting(parts, 80, { unicode: true })).toBe('throttled 25 · tcp-refused 3 · reset 1');
    expect(joinFitting(parts, 37, { unicode: true })).toBe('throttled 25 · tcp-refused 3 · 1 more');
    expect(joinFitting([], 36, { unicode: true })).toBe('');
  });
});
