// Words for people: clean whoever wrote them, and one for each member of a union.
import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { CLOSE_CAUSES, FAILURE_KINDS } from '../../src/metrics/outcome.ts';
import { CLOSE_WORDS, cleanText, FAILURE_WORDS, limitWords } from '../../src/output/words.ts';

test('text of a server is harmless in one line, and as long as it may be', () => {
  expect(cleanText('a\u001b[2Jb\u202ec\nd\te')).toBe('a?[2Jb?c d e');
  expect(cleanText('x'.repeat(300)).length).toBe(200);
  expect(cleanText('\ud800')).toBe('\ufffd');
  const property = fc.property(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.integer({ min: 4, max: 99 }),
    (text, longest) => {
      const clean = cleanText(text, longest);
      expect(clean.length).toBeLessThanOrEqual(longest);
      expect(clean).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
    },
  );
  fc.assert(property);
});

test('a limit is said as the failure or the close that it was', () => {
  for (const kind of FAILURE_KINDS) expect(limitWords(kind)).toBe(FAILURE_WORDS[kind]);
  for (const cause of CLOSE_CAUSES)
    if (!(cause in FAILURE_WORDS)) expect(limitWords(cause)).toBe(CLOSE_WORDS[cause]);
});
