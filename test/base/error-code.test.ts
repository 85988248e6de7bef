// Only what a system calls a code is one.
import { expect, test } from 'bun:test';
import { codeOf } from '../../src/base/error-code.ts';

test('an error has the code it was given, and nothing else has one', () => {
  expect(codeOf(Object.assign(new Error('x'), { code: 'EIO' }))).toBe('EIO');
  expect(codeOf(Object.assign(new Error('x'), { code: 5 }))).toBeUndefined();
  expect(codeOf(new Error('EIO'))).toBeUndefined();
  expect(codeOf({ code: 'EIO' })).toBeUndefined();
  expect(codeOf(null)).toBeUndefined();
});
