// Whole runs through the real command line against the simulator, every count compared with the simulator's.
import { expect, setDefaultTimeout, test } from 'bun:test';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, simulate } from './cli.ts';
import { expectPassed, expectSameCounts, expectSumsAddUp } from './sums.ts';

setDefaultTimeout(60_000); // for a machine that is busy with other things

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
});

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
  });
}

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
});

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
});

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
});

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
});

test('--json prints the summary of the run folder and nothing else on stdout', async () => {
  const simulator = await simulate([]);
  const { stdout, summary } = await run(['--url', simulator.url, '--connections', '2', '--json', ...SHORT]);
  expect(JSON.parse(stdout)).toEqual(summary);
});
