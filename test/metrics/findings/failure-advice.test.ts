// The advice for each kind of failure: a sentence of its own that a person can act on.
import { expect, test } from 'bun:test';
import { FAILURE_ADVICE } from '../../../src/metrics/findings/failure-advice.ts';
import { FAILURE_KINDS } from '../../../src/metrics/outcome.ts';

test('each kind of failure has whole sentences, and no other kind has the same', () => {
  const sentences = FAILURE_KINDS.map((kind) => FAILURE_ADVICE[kind]);
  expect(sentences.filter((text) => !/^[A-Z].{20,}\.$/.test(text))).toEqual([]);
  expect(new Set(sentences).size).toBe(FAILURE_KINDS.length);
  expect(Object.keys(FAILURE_ADVICE).toSorted()).toEqual(FAILURE_KINDS.toSorted());
});

test('where the target cannot be at fault, the advice is of this machine or run', () => {
  for (const kind of ['local-limit', 'dns-not-found', 'dns-timeout', 'worker-lost'] as const)
    expect(FAILURE_ADVICE[kind]).toMatch(/this machine/i);
  expect(FAILURE_ADVICE.cancelled).toContain('The run ended');
});
