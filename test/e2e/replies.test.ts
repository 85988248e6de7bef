// Every message is accounted for: answered, timed out, lost with its connection, or in flight at the end. The server
// is Bun's, told which messages it may answer; what it counted is what we counted.
import { expect, setDefaultTimeout, test } from 'bun:test';
import type { ServerWebSocket } from 'bun';
import { cleanups, run, simulate } from './cli.ts';
import { expectSumsAddUp } from './sums.ts';

setDefaultTimeout(60_000);

const CONNECTIONS = 4;
const WORDS = ['--connections', String(CONNECTIONS), '--jitter', '0s-50ms', '--no-redial', '--quiet'];

type Peer = ServerWebSocket<{ messages: number }>;

/** `onMessage` is told how many came before it on its connection. */
function serve(onMessage: (peer: Peer, text: string, index: number) => void) {
  let received = 0;
  const server = Bun.serve<{ messages: number }>({
    hostname: '127.0.0.1',
    port: 0,
    fetch: (request, self) =>
      self.upgrade(request, { data: { messages: 0 } }) ? undefined : new Response(null, { status: 400 }),
    websocket: {
      message(peer, text) {
        received++;
        onMessage(peer, String(text), peer.data.messages++);
      },
    },
  });
  cleanups.push(() => server.stop(true));
  return { url: `ws://127.0.0.1:${server.port}/`, received: () => received };
}

const echo = (peer: Peer, text: string) => peer.send(text);

test('answers may come in any order, and one that was overtaken takes as long as it takes', async () => {
  const heldMs = 100;
  const { url, received } = serve((peer, text, i) =>
    i % 4 === 1 ? setTimeout(echo, heldMs, peer, text) : echo(peer, text),
  );
  const { summary } = await run(['--url', url, ...WORDS, '--message-rate', '40', '--duration', '2s']);
  expectSumsAddUp(summary);
  const { sent, answered, timedOut, lateAnswers, invalid, roundTripServiceUs } = summary.messages;
  expect(received()).toBe(sent);
  expect([answered, timedOut, lateAnswers, invalid]).toEqual([sent, 0, 0, 0]);
  // A quarter of them were held.
  expect(roundTripServiceUs.p90).toBeGreaterThanOrEqual(heldMs * 1_000);
});

test('a message without an answer times out, however many later ones are answered', async () => {
  const { url, received } = serve((peer, text, i) => i % 4 !== 1 && echo(peer, text));
  const words = ['--message-rate', '40', '--reply-timeout', '1s', '--duration', '2s'];
  const { summary } = await run(['--url', url, ...WORDS, ...words]);
  expectSumsAddUp(summary);
  const { sent, answered, timedOut, lostAtClose, inFlightAtEnd, invalid } = summary.messages;
  expect(received()).toBe(sent);
  expect([lostAtClose, inFlightAtEnd, invalid]).toEqual([0, 0, 0]);
  expect(timedOut).toBe(sent - answered);
  expect(timedOut).toBeWithin(sent / 4 - CONNECTIONS, sent / 4 + CONNECTIONS);
});

test('an answer that comes after --reply-timeout is late: valid, and in no round trip', async () => {
  const lateMs = 1_500;
  const { url, received } = serve((peer, text, i) => {
    if (i === 2) setTimeout(echo, lateMs, peer, text);
    else if (i < 2) echo(peer, text);
  });
  const words = ['--reply-timeout', '700ms', '--message-rate', 'max', '--duration', '3s'];
  const { summary } = await run(['--url', url, ...WORDS, ...words]);
  expectSumsAddUp(summary);
  const { sent, answered, timedOut, lateAnswers, roundTripUs, invalid } = summary.messages;
  expect(received()).toBe(sent);
  expect(answered).toBe(2 * CONNECTIONS);
  expect(lateAnswers).toBe(CONNECTIONS);
  expect(invalid).toBe(0);
  // The closed loop goes on after a timeout: with the next message, which is never answered either.
  expect(timedOut).toBeGreaterThanOrEqual(3 * CONNECTIONS);
  expect(roundTripUs.count).toBe(answered);
  expect(roundTripUs.max).toBeLessThan(700_000);
  expect(summary.findings.map(({ code }) => code)).toContain('unanswered');
});

test('what a close leaves unanswered is lost with its connection', async () => {
  const { url, received } = serve((peer, text, i) => {
    if (i < 3) echo(peer, text);
    else if (i === 5) peer.close(1011, 'enough');
  });
  const { summary } = await run(['--url', url, ...WORDS, '--message-rate', '50', '--duration', '2s']);
  expectSumsAddUp(summary);
  const { sent, answered, timedOut, lostAtClose, inFlightAtEnd } = summary.messages;
  expect(summary.connections.closes).toEqual({ 'server-error': CONNECTIONS });
  expect([answered, timedOut, inFlightAtEnd]).toEqual([3 * CONNECTIONS, 0, 0]);
  expect(lostAtClose).toBe(sent - answered);
  // What was sent while the close was under way reached nobody.
  expect(received()).toBeWithin(6 * CONNECTIONS, sent + 1);
});

test('--max-outstanding holds back what comes due, and says what never got its turn', async () => {
  const { url, received } = serve((peer, text, i) => i < 10 && echo(peer, text));
  const words = ['--max-outstanding', '2', '--message-rate', '50', '--duration', '1500ms'];
  const { summary } = await run(['--url', url, ...WORDS, ...words]);
  expectSumsAddUp(summary);
  const { sent, answered, inFlightAtEnd, overdueAtEnd } = summary.messages;
  expect([sent, answered, inFlightAtEnd]).toEqual([12 * CONNECTIONS, 10 * CONNECTIONS, 2 * CONNECTIONS]);
  expect(received()).toBe(sent);
  // Twelve of the 75 that came due on each went out; those of the time it took to connect never came due.
  expect(sent + overdueAtEnd).toBeWithin(50 * CONNECTIONS, 76 * CONNECTIONS);
  expect(summary.findings.map(({ code }) => code)).toContain('overdue-at-end');
});

test('answers that wait because this side is not reading are late, and no time-outs', async () => {
  const simulator = await simulate(['--platform', 'genesys', '--event-rate', '40', '--ack-window', '0']);
  const flow = [
    '--ack-window',
    '0',
    '--processing',
    '50ms',
    '--high-water',
    '40',
    '--token-placement',
    'none',
  ];
  const words = ['--platform', 'genesys', '--url', simulator.url, ...flow, '--message-rate', '4'];
  const { summary } = await run([...words, ...WORDS, '--reply-timeout', '900ms', '--duration', '5s']);
  expectSumsAddUp(summary);
  const { answered, timedOut, roundTripUs } = summary.messages;
  // Forty events a second and twenty processed: every pause is a second long.
  expect(summary.backPressure.events).toBeGreaterThanOrEqual(CONNECTIONS);
  expect(summary.backPressure.pausedUs).toBeGreaterThan(CONNECTIONS * 1_000_000);
  expect(roundTripUs.max).toBeGreaterThan(500_000);
  expect(answered).toBeGreaterThan(0);
  expect(timedOut).toBe(0);
  expect(summary.findings.map(({ code }) => code)).toContain('reading-paused');
});
