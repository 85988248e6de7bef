// What a seat does once it lost its connection: it dials again, ever more slowly where that leads nowhere, and not
// together with all others.
import { expect, setDefaultTimeout, test } from 'bun:test';
import { cleanups, run, simulate } from './cli.ts';
import { expectSameCounts } from './sums.ts';

setDefaultTimeout(60_000);

/** Without messages: what is sent while a close is under way reaches nobody. */
const SHORT = ['--jitter', '0s', '--message-rate', '0', '--duration', '5s', '--quiet'];

test('a platform that opens only to close is dialed ever more slowly', async () => {
  const simulator = await simulate(['--close-after', '10ms', '--close-code', '1008']);
  const words = ['--url', simulator.url, '--connections', '10', '--redial-backoff', '100ms-10s', ...SHORT];
  const { summary } = await run(words);
  expectSameCounts(summary, await simulator.stats());
  const { opened, closes, openAtEnd } = summary.connections;
  // One that opened in the last ten milliseconds is not closed any more.
  expect(closes).toEqual({ policy: opened - openAtEnd });
  // After 0.05 to 0.1 s, 0.1 to 0.2 s, ... 1.6 to 3.2 s: five to seven times in five seconds, and not fifty.
  expect(opened / 10).toBeWithin(4, 9);
});

test('a connection that outlasts its back-off is dialed again as soon as the first', async () => {
  const simulator = await simulate(['--close-after', '300ms', '--close-code', '1001']);
  const words = ['--url', simulator.url, '--connections', '10', '--redial-backoff', '100ms-10s', ...SHORT];
  const { summary } = await run(words);
  expectSameCounts(summary, await simulator.stats());
  // 0.3 s and 0.05 to 0.1 s, over and over: some thirteen times in five seconds.
  expect(summary.connections.opened / 10).toBeWithin(8, 15);
});

test('those who are told the same time do not come back at the same moment, nor before it', async () => {
  const dialedMs: number[] = [];
  const server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    fetch() {
      dialedMs.push(performance.now());
      return new Response(null, { status: 429, headers: { 'Retry-After': '1' } });
    },
  });
  cleanups.push(() => server.stop(true));
  const words = ['--url', `ws://127.0.0.1:${server.port}/`, '--connections', '50'];
  const { summary } = await run([...words, '--redial-backoff', '1s-2s', ...SHORT]);
  expect(summary.connections.failures.throttled).toBe(dialedMs.length);
  const [first, second] = [dialedMs.slice(0, 50), dialedMs.slice(50, 100)];
  // A second as told, and then half a second to a whole one.
  expect(second[0]! - first[0]!).toBeGreaterThanOrEqual(1_500);
  expect(second.at(-1)! - second[0]!).toBeGreaterThan(200);
});
