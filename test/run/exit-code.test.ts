// Which exit code a summary ends with: the contract of the command line, case by case.
import { expect, test } from 'bun:test';
import { EXIT } from '../../src/base/app-error.ts';
import type { Summary } from '../../src/metrics/figures/shape.ts';
import { exitCodeOf } from '../../src/run/exit-code.ts';

type Case = Partial<Summary['connections']> & { ending?: string; validity?: string; passed?: boolean };

function codeOf({ ending = 'completed', validity = 'VALID', passed = true, ...connections }: Case): number {
  const summary = {
    run: { ending },
    verdict: { validity, passed },
    connections: { attempted: 5, opened: 5, failed: 0, failures: {}, ...connections },
  };
  return exitCodeOf(summary as unknown as Summary, EXIT.interrupted);
}

test('passed, a threshold failed, invalid, interrupted', () => {
  expect(codeOf({})).toBe(0);
  expect(codeOf({ validity: 'SUSPECT' })).toBe(0);
  expect(codeOf({ passed: false })).toBe(1);
  expect(codeOf({ validity: 'INVALID', passed: false })).toBe(3);
  expect(codeOf({ ending: 'interrupted', validity: 'INVALID' })).toBe(130);
});

test('nothing ever opened is 4, unless this machine could not dial at all', () => {
  const none = { opened: 0, failed: 5 };
  expect(codeOf({ ...none, failures: { 'tcp-refused': 5 } })).toBe(4);
  expect(codeOf({ ...none, failures: { 'tcp-refused': 1, 'local-limit': 4 } })).toBe(4);
  expect(codeOf({ ...none, failures: { 'local-limit': 5 } })).toBe(3);
});
