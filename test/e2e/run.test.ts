// Whole runs through the real command line against the simulator, every count compared with the simulator's.
import { expect, test } from 'bun:test';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, simulate } from './cli.ts';
import { expectPassed, expectSameCounts, expectSumsAddUp } from './sums.ts';

const SHORT = ['--profile', 'constant', '--jitter', '0s-200ms', '--duration', '3s'];

test('plain: every message comes back, and both sides counted the same', async () => {
  const simulator = await simulate([]);
  const ran = await run([
    ...['--url', simulator.url, '--connections', '20', '--message-rate', '10', ...SHORT],
  ]);
  const { summary, folder } = ran;
  expectPassed(ran);
  expectSameCounts(summary, await simulator.stats());
  const { connections, messages } = summary;
  expect(connections).toMatchObject({
    asked: 20,
    opened: 20,
    failed: 0,
    closed: 0,
    openAtEnd: 20,
    peakOpen: 20,
  });
  expect(messages.sent).toBeWithin(450, 650);
  expect(messages).toMatchObject({ received: messages.sent, valid: messages.sent, unanswered: 0 });
  expect(messages.roundTripUs.count).toBe(messages.sent);
  for (const file of ['run.json', 'windows.ndjson', 'events.ndjson', 'summary.json', 'report.html']) {
    expect(existsSync(join(folder, file))).toBe(true);
  }
}, 30_000);

for (const platform of ['genesys', 'nice_cxone'] as const) {
  test(`${platform}: events are acknowledged, messages answered, pings exchanged`, async () => {
    const simulator = await simulate(['--platform', platform, '--event-rate', '5', '--ping-interval', '1s'], {
      BUSYHOUR_TOKEN: 'right',
    });
    const words = [
      '--platform',
      platform,
      '--base-uri',
      simulator.url,
      '--connections',
      '20',
      '--processing',
      '20ms',
    ];
    const ran = await run([...words, '--ping-interval', '1s', '--message-rate', '5', ...SHORT], {
      BUSYHOUR_TOKEN: 'right',
    });
    const { summary, stderr, stdout, folder } = ran;
    expectPassed(ran);
    const stats = await simulator.stats();
    expectSumsAddUp(summary);
    expect(stats.accepted).toBe(20);
    expect(stats.requestsReceived).toBe(summary.messages.sent);
    expect(summary.messages.roundTripUs.count).toBe(summary.messages.sent);
    expect(summary.messages.pushUs.count).toBeGreaterThan(200);
    expect(summary.messages.acks).toBeGreaterThan(200);
    expect(stats.acksUnexpected).toBe(0);
    expect(summary.messages.invalid).toBe(0);
    expect(summary.ping.answered).toBeGreaterThan(20);
    expect(summary.ping.received).toBeGreaterThan(20);
    for (const text of [stderr, stdout, readFileSync(join(folder, 'run.json'), 'utf8')])
      expect(text).not.toContain('right');
  }, 30_000);
}

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
}, 30_000);

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
}, 40_000);

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
}, 30_000);

test('several workers are one run: the same counts, dealt out whole', async () => {
  const simulator = await simulate(['--processes', '2']);
  const ran = await run([
    ...['--url', simulator.url, '--connections', '101', '--workers', '3', '--message-rate', '2', ...SHORT],
  ]);
  const { summary } = ran;
  expectPassed(ran);
  expectSameCounts(summary, await simulator.stats());
  expect(summary.connections).toMatchObject({ asked: 101, opened: 101, openAtEnd: 101, peakOpen: 101 });
  expect(summary.generator.workers).toBe(3);
}, 30_000);

test('--verify: a connection counts as open only once its message came back', async () => {
  const simulator = await simulate(['--hold', '300ms']);
  const { summary } = await run([
    '--url',
    simulator.url,
    '--connections',
    '10',
    '--verify',
    '--message-rate',
    '0',
    ...SHORT,
  ]);
  expectSameCounts(summary, await simulator.stats());
  expect(summary.messages).toMatchObject({ sent: 10, valid: 10 });
  expect(summary.handshake.phasesUs.ready.min).toBeGreaterThanOrEqual(299_000);
}, 30_000);

test('a failed threshold is exit code 1, told with what was measured', async () => {
  const simulator = await simulate(['--hold', '50ms']);
  const words = [
    '--url',
    simulator.url,
    '--connections',
    '5',
    '--threshold',
    'roundTrip.p50<10ms',
    '--threshold',
    'opened>=5',
  ];
  const ran = await run([...words, ...SHORT]);
  const { code, summary, stdout } = ran;
  expect(code).toBe(summary.verdict.validity === 'INVALID' ? 3 : 1);
  expect(summary.verdict.thresholds.map(({ passed }) => passed)).toEqual([false, true]);
  expect(stdout).toContain('roundTrip.p50<10ms');
}, 30_000);

test('lost connections are dialed again, with back-off, to hold the target', async () => {
  const simulator = await simulate(['--close-after', '1s', '--close-code', '1012']);
  const words = [
    '--url',
    simulator.url,
    '--connections',
    '5',
    '--redial-backoff',
    '100ms-200ms',
    '--message-rate',
    '0',
  ];
  const { summary } = await run([...words, ...SHORT]);
  expectSumsAddUp(summary);
  expect(summary.connections.closes['server-error']).toBeGreaterThanOrEqual(5);
  expect(summary.connections.redials).toBeGreaterThanOrEqual(5);
  expect(summary.connections.asked).toBe(5 + summary.connections.redials);
}, 30_000);

test('--json prints the summary of the run folder and nothing else on stdout', async () => {
  const simulator = await simulate([]);
  const { stdout, summary } = await run(['--url', simulator.url, '--connections', '2', '--json', ...SHORT]);
  expect(JSON.parse(stdout)).toEqual(summary);
}, 30_000);

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
  expect(readFileSync(join(ran.folder, 'events.ndjson'), 'utf8')).toContain('"eased":true');
}, 40_000);
