// What the generator and its settings leave to be said, on both sides of each limit.
import { expect, test } from 'bun:test';
import { ofGenerator, ofOutputs, ofSettings } from '../../../src/metrics/findings/generator.ts';
import { WindowStats } from '../../../src/metrics/window-stats.ts';
import { histogramOf } from '../arbitrary.ts';
import { codesOf, findingsInput, type InputParts, quiet } from './input.ts';

const found = (parts: InputParts) => [...ofGenerator(findingsInput(parts))];

test('memory that grows under a steady load is told, and by how much; what only warms up is not', () => {
  const soak = (growth: number, seconds = 900) => {
    const stats = new WindowStats();
    for (let i = 0; i < seconds; i++) {
      const health = { ...quiet.health, rssBytes: 1e8 * (1 + (growth * i) / seconds) };
      stats.add({ ...quiet, startUs: i * 1e6, endUs: (i + 1) * 1e6, health });
    }
    return found({ stats });
  };
  expect(soak(0.15)).toEqual([]);
  expect(soak(0.5, 500)).toEqual([]);
  const [growth] = soak(0.5);
  expect(growth).toMatchObject({ code: 'memory-growth', severity: 'warning' });
  expect(growth!.text).toMatch(/memory grew by 3\d % \(\d{3} MB to 1\d\d MB\) in 1[45] m \d\d s/);
});

test('a generator that fills the machine is told, where the machine is known', () => {
  const filled = (rssBytes: number, memoryBytes: number) =>
    codesOf(found({ total: { health: { ...quiet.health, rssBytes } }, run: { memoryBytes } }));
  expect(filled(7e9, 10e9)).toEqual([]);
  expect(filled(7.1e9, 10e9)).toEqual(['generator-memory']);
  expect(filled(7.1e9, 0)).toEqual([]);
});

test('what was too long to measure is counted over all histograms', () => {
  const histograms = { push: histogramOf([4e9, 5e9, 1]), pingRtt: histogramOf([4e9]) };
  const [clamped] = found({ total: { histograms } });
  expect(clamped!.text).toStartWith('3 times an hour or more was measured');
});

test('an output that failed is named as a sentence begins', () => {
  const failedOutputs = [{ output: 'the live view', problem: 'EPIPE', times: 2 }];
  const [failed] = ofOutputs(findingsInput({ summary: { failedOutputs } }));
  expect(failed).toMatchObject({ code: 'output-failed', severity: 'warning' });
  expect(failed!.text).toStartWith('The live view failed 2 times (EPIPE) and may be incomplete');
});

test('settings that change what the numbers mean are told, and the others not', () => {
  const set = (run: InputParts['run']) => codesOf(ofSettings(findingsInput({ run: { ...run } })));
  expect(set({})).toEqual([]);
  expect(set({ certificateChecked: false })).toEqual(['tls-not-verified']);
  expect(set({ resumesTls: true })).toEqual(['tls-resumed']);
  expect(set({ timeScale: 60 })).toEqual(['rehearsal']);
});
