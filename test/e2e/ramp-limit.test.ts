// Ramps that end at what the platform bears, however it says so.
import { expect, setDefaultTimeout, test } from 'bun:test';
import { run, simulate } from './cli.ts';
import { expectPassed, expectSameCounts, expectSumsAddUp } from './sums.ts';

setDefaultTimeout(60_000); // for a machine that is busy with other things

test('the ramp finds the limit, holds it for a stage and ends', async () => {
  const simulator = await simulate(['--platform', 'genesys', '--connection-limit', '45']);
  const ran = await run([
    ...[
      '--platform',
      'genesys',
      '--base-uri',
      simulator.url,
      '--profile',
      'ramp-up',
      '--target-concurrency',
      '100',
    ],
    ...['--ramp-increment', '10', '--interval', '2s', '--jitter', '0s-200ms'],
  ]);
  const { summary } = ran;
  expectPassed(ran);
  expectSameCounts(summary, await simulator.stats());
  expect(summary.run.ending).toBe('limit-found');
  expect(summary.capacity).toEqual({ lower: 45, upper: 50, limitedBy: 'throttled' });
  expect(summary.connections).toMatchObject({ peakOpen: 45, openAtEnd: 45, failures: { throttled: 5 } });
});

test('a dropped TCP connection over the limit is found to be the limit too', async () => {
  const simulator = await simulate([
    '--platform',
    'genesys',
    '--connection-limit',
    '25',
    '--over-limit',
    'drop',
  ]);
  const { summary } = await run([
    ...[
      '--platform',
      'genesys',
      '--base-uri',
      simulator.url,
      '--profile',
      'ramp-up',
      '--target-concurrency',
      '60',
    ],
    ...['--ramp-increment', '10', '--interval', '2s', '--jitter', '0s-100ms'],
  ]);
  expectSumsAddUp(summary);
  expect(summary.capacity).toMatchObject({ lower: 25, upper: 30 });
  expect(summary.capacity!.limitedBy).toMatch(/^upgrade-(closed|reset)$/);
});
