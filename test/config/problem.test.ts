// How problems are told: all at once, each with its place, on lines that a terminal can bear.
import { describe, expect, test } from 'bun:test';
import { either, type Problem, problemsError, quote } from '../../src/config/problem.ts';

test('quote keeps messages on one line, short and printable', () => {
  expect(quote('a\u001b[31m\nb')).toBe('"a?[31m?b"');
  expect(quote('x'.repeat(50))).toBe(`"${'x'.repeat(37)}..."`);
  expect([quote(undefined), quote([1]), quote({}), quote(5), quote(true)]).toEqual([
    'nothing',
    'a list',
    'a group of keys',
    '5',
    'true',
  ]);
});

test('either lists as a sentence does', () => {
  expect([either([]), either(['a']), either(['a', 'b']), either(['a', 'b', 'c'])]).toEqual([
    '',
    'a',
    'a or b',
    'a, b or c',
  ]);
});

describe('problemsError', () => {
  const problem = (n: number, code: Problem['code'] = 'E_USAGE'): Problem => ({
    where: `--${n}`,
    what: 'no',
    code,
  });

  test('one keeps its own code and hint', () => {
    const error = problemsError([{ ...problem(1, 'E_TOKEN'), hint: 'do so' }]);
    expect([error.message, error.code, error.hint]).toEqual(['--1: no', 'E_TOKEN', 'do so']);
  });

  test('several keep the code they agree on', () => {
    expect(problemsError([problem(1), problem(2)]).code).toBe('E_USAGE');
    expect(problemsError([problem(1), problem(2, 'E_TOKEN')]).code).toBe('E_CONFIG');
  });

  test('no more are shown than anyone reads, and the rest is counted', () => {
    const lines = problemsError(Array.from({ length: 30 }, (_, n) => problem(n))).message.split('\n');
    expect(lines[0]).toBe('30 problems in what was asked for:');
    expect(lines.slice(-2)).toEqual(['  --24: no', '  and 5 more']);
  });
});
