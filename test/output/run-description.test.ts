// What the metrics hear of a run.
import { expect, test } from 'bun:test';
import { describeRun } from '../../src/output/run-description.ts';
import { makePlan, makeRunInfo } from './fixtures.ts';

test("is the plan in a report's words, without what an address may hide", () => {
  const plan = makePlan();
  const secure = { ...plan.target, url: 'wss://u:p@host/?token=abc', secure: true };
  const info = makeRunInfo({ ...plan, target: { ...secure, tls: { ...secure.tls, verify: false } } });
  expect(describeRun(info)).toEqual({
    name: 'demo',
    startedAt: info.startedAt,
    platform: 'genesys-guide',
    profile: 'ramp-up',
    target: 'wss://redacted@host/?token=redacted',
    seeksLimit: true,
    peakTarget: 300,
    timeScale: 60,
    certificateChecked: false,
    resumesTls: true,
    memoryBytes: 8e9,
  });
  expect(describeRun(makeRunInfo())).toMatchObject({ certificateChecked: true, resumesTls: false });
});
