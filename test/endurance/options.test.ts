// The flags of the commands: whole numbers within bounds, and a message that names what is wrong.
import { expect, test } from 'bun:test';
import { readNumbers, UsageError } from '../../endurance/options.ts';

const FLAGS = {
  count: { least: 1, most: 100, otherwise: 12 },
  case: { least: 0, most: 9, otherwise: undefined },
} as const;

test('flags are read, or stand for what is usual', () => {
  expect(readNumbers([], FLAGS)).toEqual({ count: 12, case: undefined });
  expect(readNumbers(['--count', '100', '--case', '0'], FLAGS)).toEqual({ count: 100, case: 0 });
  expect(readNumbers(['--help'], FLAGS)).toBe('help');
});

test.each([
  ['--count', '0'],
  ['--count', '101'],
  ['--count', '1.5'],
  ['--count', '-1'],
  ['--count', 'x'],
  ['--cuont', '1'],
] as const)('%s %s is refused, and named', (flag, value) => {
  expect(() => readNumbers([flag, value], FLAGS)).toThrow(UsageError);
  expect(() => readNumbers([flag, value], FLAGS)).toThrow(flag);
});
