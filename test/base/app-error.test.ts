// Our own failures: an error with a code, a hint and an exit code, whose cause stays for whoever debugs.
import { expect, test } from 'bun:test';
import { AppError, EXIT } from '../../src/base/app-error.ts';

test('exit code 2 and no hint unless told otherwise', () => {
  const error = new AppError('E_USAGE', 'no such flag');
  expect(error).toBeInstanceOf(Error);
  expect(error).toMatchObject({
    name: 'AppError',
    code: 'E_USAGE',
    message: 'no such flag',
    exitCode: EXIT.usage,
  });
  expect(error.hint).toBeUndefined();
  expect('cause' in error).toBe(false);
});

test('what it is told, it keeps', () => {
  const cause = new Error('deep below');
  const error = new AppError('E_WORKER', 'did not start', { hint: 'Look.', exitCode: EXIT.internal, cause });
  expect(error).toMatchObject({ code: 'E_WORKER', hint: 'Look.', exitCode: 5, cause });
});

test('the exit codes of the contract, which scripts rely on', () => {
  expect(EXIT).toEqual({
    passed: 0,
    thresholdFailed: 1,
    usage: 2,
    invalidMeasurement: 3,
    unreachable: 4,
    internal: 5,
    interrupted: 130,
    terminated: 143,
  });
});
