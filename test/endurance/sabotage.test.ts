// What counts as a verdict that saw the sabotage: each way to be wrong is told apart.
import { expect, test } from 'bun:test';
import { judge } from '../../endurance/sabotage.ts';
import type { Summary } from '../../src/metrics/figures/shape.ts';

const sabotage = { name: 'x', load: '', strike: () => () => {}, reasons: ['starved', 'slip'] };
const healthy = { ...sabotage, reasons: [] };

function verdict(validity: Summary['verdict']['validity'], ...codes: string[]): Pick<Summary, 'verdict'> {
  return { verdict: { validity, reasons: codes.map((code) => ({ code })) } } as unknown as Summary;
}

test('a sabotage is seen where the verdict doubts and gives one of its reasons', () => {
  expect(judge(sabotage, verdict('SUSPECT', 'slip', 'pauses'), 0).problem).toBeNull();
  expect(judge(sabotage, verdict('INVALID', 'starved'), 3).problem).toBeNull();
  expect(judge(sabotage, verdict('VALID'), 0).problem).toBe('the verdict is VALID');
  expect(judge(sabotage, verdict('SUSPECT', 'pauses'), 0).problem).toContain('starved, slip');
});

test('a healthy run is believed', () => {
  expect(judge(healthy, verdict('VALID'), 0).problem).toBeNull();
  expect(judge(healthy, verdict('SUSPECT', 'slip'), 0).problem).toBe('the verdict is SUSPECT');
});

test('no sabotage excuses sums that do not add up, or an exit code that says otherwise', () => {
  expect(judge(sabotage, verdict('INVALID', 'starved', 'accounting'), 3).problem).toContain('add up');
  expect(judge(sabotage, verdict('INVALID', 'starved'), 0).problem).toBe('INVALID exits with 0');
  expect(judge(sabotage, verdict('SUSPECT', 'starved'), 3).problem).toBe('SUSPECT exits with 3');
});
