// busyhour against Debian's python3-websockets, which nobody here wrote: what it counted is what we counted.
import { expect } from 'bun:test';
import { count } from '../../../src/metrics/snapshot.ts';
import { PYTHON_WEBSOCKETS, testWith } from '../../component.ts';
import { expectPassed, expectSumsAddUp } from '../sums.ts';
import { startPython } from './peer.ts';
import { CONNECTIONS, expectAllEchoed, expectDropped, LIMIT_MS, runAgainst } from './peer-run.ts';
import { readEvents, readTotal } from './record.ts';

/** Only what a test is about is on. */
const QUIET = { ping_interval: null };

testWith(
  [PYTHON_WEBSOCKETS],
  'echo, with and without --deflate, small messages and big ones',
  async () => {
    const [small, deflated, big] = await Promise.all([
      runAgainst(startPython({ serve: QUIET }), []),
      runAgainst(startPython({ serve: QUIET }), ['--deflate', '--message-bytes', '2000']),
      runAgainst(startPython({ serve: QUIET }), ['--message-bytes', '100000'], 5),
    ]);
    expectAllEchoed(small);
    expect(small.counts.extensions).toEqual({ '': CONNECTIONS });
    expectAllEchoed(big, 5);
    expect(big.counts.payloadBytes).toBe(100_000 * big.counts.messages);
    expectAllEchoed(deflated);
    expect(Object.keys(deflated.counts.extensions)).toEqual([expect.stringContaining('PerMessageDeflate')]);
    expect(deflated.counts.payloadBytes).toBe(2000 * deflated.counts.messages);
    expect(deflated.counts.wireBytes).toBeLessThan(deflated.counts.payloadBytes / 10);
    expect(count(readTotal(deflated.ran.folder), 'bytesReceived')).toBeLessThan(
      deflated.counts.payloadBytes / 10,
    );
  },
  LIMIT_MS,
);

testWith(
  [PYTHON_WEBSOCKETS],
  'its keep-alive is answered, and it answers ours',
  async () => {
    const peer = startPython({ serve: { ping_interval: 0.4, ping_timeout: 30 } });
    const both = await runAgainst(peer, ['--ping-interval', '300ms', '--ping-timeout', '30s']);
    expectAllEchoed(both);
    const { ping } = both.ran.summary;
    expect(both.counts.pingsReceived).toBe(ping.sent);
    expect(ping.sent).toBeGreaterThan(CONNECTIONS * 2);
    expect(ping.sent - ping.answered).toBeWithin(0, CONNECTIONS + 1);
    expect(ping.received).toBeGreaterThan(CONNECTIONS * 2);
    expect(both.counts.pongsReceived).toBeWithin(ping.received, both.counts.pingsSent + 1);
  },
  LIMIT_MS,
);

const ENDINGS = [
  [{ code: 1000, reason: 'done' }, 'normal'],
  [{ code: 1001, reason: 'going away' }, 'going-away'],
  [{ code: 1012, reason: 'wird neu gestartet ✓' }, 'server-error'],
  [{ code: 1013, reason: '' }, 'throttled'],
  [{ code: 1008, reason: 'ack window exceeded' }, 'ack-window'],
  [{ code: 1003, reason: 'no text' }, 'protocol-error'],
  [{ code: 4400, reason: 'agent logged out' }, 'application'],
  [{ code: 4401, reason: 'auth_invalid' }, 'auth-refused'],
] as const;

testWith(
  [PYTHON_WEBSOCKETS],
  'its closes, each by its code and with its reason',
  async () => {
    const endings = ENDINGS.map(([ending]) => ending);
    const { ran, counts } = await runAgainst(startPython({ endings, endAfter: 5, serve: QUIET }), [
      '--no-redial',
    ]);
    expectPassed(ran);
    expectSumsAddUp(ran.summary);
    const { connections, messages } = ran.summary;
    expect(connections).toMatchObject({
      opened: ENDINGS.length,
      failed: 0,
      closed: ENDINGS.length,
      openAtEnd: 0,
    });
    expect(connections.closes).toEqual(Object.fromEntries(ENDINGS.map(([, cause]) => [cause, 1])));
    expect(counts.closes).toEqual(Object.fromEntries(ENDINGS.map(([{ code }]) => [code, 1])));
    expect(messages.valid).toBe(counts.answers);
    expect(messages.invalid).toBe(0);
    expect(messages.sent).toBe(messages.valid + messages.unanswered);
    const told = readEvents(ran.folder, 'close').map(({ detail: { code, reason, cause } }) => ({
      code,
      reason,
      cause,
    }));
    for (const [ending, cause] of ENDINGS) expect(told).toContainEqual({ ...ending, cause });
  },
  LIMIT_MS,
);

testWith(
  [PYTHON_WEBSOCKETS],
  'a connection that it aborts, and a message over its limit',
  async () => {
    const [aborted, tooBig] = await Promise.all([
      runAgainst(startPython({ endings: [{ terminate: true }], endAfter: 3, serve: QUIET }), ['--no-redial']),
      runAgainst(startPython({ serve: { ...QUIET, max_size: 1000 } }), [
        '--no-redial',
        '--message-bytes',
        '2000',
      ]),
    ]);
    for (const { ran } of [aborted, tooBig]) {
      expectPassed(ran);
      expectSumsAddUp(ran.summary);
      expect(ran.summary.connections).toMatchObject({ opened: CONNECTIONS, closed: CONNECTIONS });
    }
    expectDropped(aborted);
    expect(tooBig.ran.summary.connections.closes).toEqual({ 'too-big': CONNECTIONS });
    expect(tooBig.counts.messages).toBe(0);
    for (const { detail } of readEvents(tooBig.ran.folder, 'close')) expect(detail.code).toBe(1009);
  },
  LIMIT_MS,
);
