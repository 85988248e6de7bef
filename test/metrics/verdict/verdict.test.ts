// The worst reason decides, those that invalidate come first, and every reason carries its figure.
import { expect, test } from 'bun:test';
import { NO_FACTS } from '../../../src/metrics/record/facts.ts';
import { judge } from '../../../src/metrics/verdict/verdict.ts';
import { histogramOf } from '../arbitrary.ts';
import { busy, codes, late, sound, whole } from './rig.ts';

test('the verdict is VALID, without a reason, where nothing is wrong', () => {
  expect(judge(sound, busy(0.1, 0.2), whole)).toEqual({ validity: 'VALID', reasons: [] });
});

test('every reason has its figure', () => {
  const { reasons } = judge(
    { ...late(125), histograms: { loopLag: histogramOf(new Array(459).fill(62_000)) } },
    busy(0.93, 0.93),
    {
      ...whole,
      facts: { ...NO_FACTS, workersLost: 2 },
    },
  );
  const text = Object.fromEntries(reasons.map((reason) => [reason.code, reason.text]));
  expect(text['late-starts']).toMatch(
    /^1\.3 % of 10,000 starts came more than 5\.00 ms after .*at most 0\.10 %.*use more workers/,
  );
  expect(text['loop-lag']).toMatch(
    /late by 62\.0 ms at the 99th percentile \(at most 50\.0 ms can be used\)/,
  );
  expect(text['generator-cpu']).toMatch(/93 % of a core.*at most 80 %.*started late/);
  expect(text['worker-lost']).toMatch(/^2 worker processes died/);
});

test('the worst reason decides, and those that invalidate come first', () => {
  const facts = { ...NO_FACTS, workersLost: 1 };
  expect(codes(late(125))).toEqual(['SUSPECT', 'late-starts']);
  expect(codes(late(125), busy(0.95, 0.95))).toEqual(['INVALID', 'generator-cpu', 'late-starts']);
  expect(codes(late(125), busy(0.85, 0.85), { facts, journalLost: 'the disk is full' })).toEqual([
    'INVALID',
    'worker-lost',
    'journal-lost',
    'late-starts',
    'generator-cpu',
  ]);
});
