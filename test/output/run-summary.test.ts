// One way to a summary: the description and the thresholds are those that the run was described with.
import { expect, test } from 'bun:test';
import { RunRecord } from '../../src/metrics/record/record.ts';
import { summarizeRun } from '../../src/output/run-summary.ts';
import { makeRunInfo, snapshotWith } from './fixtures.ts';

const known = { gaps: [], journalLost: null, failedOutputs: [] };

test('judges what was asked for, and names what it was asked of', () => {
  const info = { ...makeRunInfo(), thresholds: ['opened>0', 'failed<1'] };
  const record = new RunRecord().add({
    window: snapshotWith({ counters: { asked: 2, attempted: 2, opened: 2 } }),
    events: [],
  });
  const { run, verdict } = summarizeRun(info, { ...known, record });
  expect(run).toMatchObject({ name: info.name, platform: info.plan.platform.name, ending: 'recovered' });
  expect(verdict.thresholds).toMatchObject([
    { name: 'opened>0', passed: true, actual: 2 },
    { name: 'failed<1', passed: true, actual: 0 },
  ]);
});

test('a threshold that this version does not know is no reason to guess', () => {
  const info = { ...makeRunInfo(), thresholds: ['wisdom>9'] };
  expect(() => summarizeRun(info, { ...known, record: new RunRecord() })).toThrow(
    /run\.json cannot be used: .*wisdom/,
  );
});
