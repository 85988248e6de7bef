// Spans, cuts and wraps: widths are cells of a terminal.
import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { cells, cut, joinFitting, wrap, wrapParts } from '../../../src/output/terminal/text.ts';

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
