// "Did you mean ...?": near enough to be meant, never farther; and the arithmetic beneath it.
import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { didYouMean, editDistance, suggest } from '../../../src/config/read/suggestion.ts';

describe('suggest', () => {
  const words = ['limit', 'platform', 'ping-interval', 'ping-timeout', 'target-concurrency'];
  const cases: [string, string | undefined][] = [
    ['limti', 'limit'],
    ['LIMIT', 'limit'],
    ['platfrom', 'platform'],
    ['ping-intervall', 'ping-interval'],
    ['target', 'target-concurrency'],
    ['x', undefined],
    ['something-else', undefined],
    ['y'.repeat(10_000), undefined],
  ];
  for (const [word, wanted] of cases) {
    test(`${word.slice(0, 20)} -> ${wanted}`, () => expect(suggest(word, words)).toBe(wanted as string));
  }

  test('the distance is symmetric, zero only for equals, and one edit is one', () => {
    const word = fc.string({ maxLength: 12 });
    fc.assert(
      fc.property(word, word, fc.nat(), (a, b, at) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, b) === 0).toBe(a === b);
        const cut = at % (a.length + 1);
        expect(editDistance(a, `${a.slice(0, cut)}#${a.slice(cut)}`)).toBe(1);
      }),
    );
  });
});

test('didYouMean says nothing where nothing is near', () => {
  expect(didYouMean('limti', ['limit'], '--')).toBe('; did you mean --limit?');
  expect(didYouMean('xyz', ['limit'])).toBe('');
});
