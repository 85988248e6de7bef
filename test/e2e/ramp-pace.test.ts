// How fast a ramp climbs: as it was told to, and in smaller steps where handshakes take long.
import { expect, setDefaultTimeout, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, simulate } from './cli.ts';
import { expectPassed, expectSameCounts, expectSumsAddUp } from './sums.ts';

setDefaultTimeout(60_000); // for a machine that is busy with other things

test("the guide's own command line, rehearsed at six hundred times its speed", async () => {
  const simulator = await simulate(['--platform', 'genesys', '--connection-limit', '0']);
  const guide =
    '--platform genesys --target-concurrency 250 --profile ramp-up --ramp-increment 25 --interval-seconds 300 ' +
    '--duration-seconds 7200 --metrics-port 0';
  const ran = await run(['--base-uri', simulator.url, ...guide.split(' '), '--time-scale', '600']);
  const { summary } = ran;
  expectPassed(ran);
  expectSumsAddUp(summary);
  expect(summary.run.durationUs).toBeWithin(12_000_000, 14_500_000);
  expect(summary.connections).toMatchObject({ asked: 250, openAtEnd: 250, failed: 0 });
  expect(summary.capacity).toBeNull();
});

test('a ramp whose handshakes take over two seconds goes on in smaller steps', async () => {
  const simulator = await simulate([
    '--platform',
    'genesys',
    '--connection-limit',
    '0',
    '--upgrade-hold',
    '2200ms',
  ]);
  const ran = await run([
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
    ...['--ramp-increment', '10', '--interval', '2s', '--jitter', '0s-100ms', '--message-rate', '0'],
  ]);
  expectSameCounts(ran.summary, await simulator.stats());
  // Ten and ten at first; then three (5 % of sixty) each for what is left of the six stages.
  expect(ran.summary.connections.openAtEnd).toBeWithin(26, 40);
  expect(readFileSync(join(ran.folder, 'events.ndjson'), 'utf8')).toContain('"because":"struggle"');
});
