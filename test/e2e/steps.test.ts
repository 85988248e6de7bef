// Profiles that step down and up faster than a handshake takes, or than the caps let through: the platform bears what
// the profile asks for and no more, and whoever steps down is not dialed after all.
import { expect, setDefaultTimeout, test } from 'bun:test';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, simulate, temporaryFolder } from './cli.ts';
import { expectSameCounts } from './sums.ts';

setDefaultTimeout(60_000);

/** Targets that follow each other, each held for as long as it says. */
function profileOf(stages: readonly (readonly [target: number, duration: string])[]): string {
  const file = join(temporaryFolder(), 'profile.yaml');
  const lines = stages.map(([target, duration]) => `    - { target: ${target}, duration: ${duration} }`);
  writeFileSync(file, ['profile:', '  stages:', ...lines, ''].join('\n'));
  return file;
}

test('a seat that steps up again while it still connects holds one connection', async () => {
  const simulator = await simulate(['--upgrade-hold', '600ms']);
  const profile = profileOf([
    [20, '400ms'],
    [2, '100ms'],
    [20, '3s'],
  ]);
  const { summary } = await run(['--config', profile, '--url', simulator.url, '--jitter', '0s', '--quiet']);
  const stats = await simulator.stats();
  expectSameCounts(summary, stats);
  expect(summary.connections).toMatchObject({ asked: 20, opened: 20, peakOpen: 20, openAtEnd: 20 });
  expect(stats.peakOpen).toBe(20);
});

test('who steps down while waiting for a cap is not dialed, and is counted', async () => {
  const simulator = await simulate([]);
  const profile = profileOf([
    [100, '1s'],
    [5, '3s'],
  ]);
  const words = ['--config', profile, '--url', simulator.url, '--jitter', '0s', '--handshake-rate', '20'];
  const { summary } = await run([...words, '--quiet']);
  const stats = await simulator.stats();
  expectSameCounts(summary, stats);
  const { asked, attempted, notAttempted, openAtEnd } = summary.connections;
  expect(asked).toBe(100);
  expect(notAttempted).toEqual({ 'stepped-down': asked - attempted });
  expect(attempted).toBeWithin(15, 40);
  expect(openAtEnd).toBe(5);
});

test('a handshake that the end of the load overtakes sends nothing', async () => {
  const simulator = await simulate(['--upgrade-hold', '1500ms']);
  const words = ['--url', simulator.url, '--connections', '10', '--message-rate', '50', '--duration', '1s'];
  const { summary } = await run([...words, '--jitter', '0s', '--drain-timeout', '10s', '--quiet']);
  expectSameCounts(summary, await simulator.stats());
  expect(summary.connections).toMatchObject({ opened: 10, openAtEnd: 10 });
  expect(summary.messages.sent).toBe(0);
});
