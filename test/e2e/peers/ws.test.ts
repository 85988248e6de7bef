// busyhour against the server of the `ws` package, which nobody here wrote: what it counted is what we counted.
import { expect, test } from 'bun:test';
import type { CloseCause } from '../../../src/metrics/outcome.ts';
import { count } from '../../../src/metrics/snapshot.ts';
import { expectPassed, expectSumsAddUp } from '../sums.ts';
import { type Ending, startWs } from './peer.ts';
import { CONNECTIONS, expectAllEchoed, expectDropped, LIMIT_MS, runAgainst } from './peer-run.ts';
import { readEvents, readTotal } from './record.ts';

test(
  'echo, and pings both ways',
  async () => {
    const { ran, counts } = await runAgainst(startWs({ pingEveryMs: 100 }), ['--ping-interval', '300ms']);
    expectAllEchoed({ ran, counts });
    const { ping } = ran.summary;
    expect(counts.extensions).toEqual({ '': CONNECTIONS });
    expect(counts.pingsReceived).toBe(ping.sent);
    expect(ping.sent).toBeGreaterThan(CONNECTIONS * 2);
    expect(ping.sent - ping.answered).toBeWithin(0, CONNECTIONS + 1);
    expect(ping.received).toBeGreaterThan(CONNECTIONS * 5);
    expect(counts.pongsReceived).toBeWithin(ping.received, counts.pingsSent + 1);
  },
  LIMIT_MS,
);

const BOTH_WAYS = ['client_no_context_takeover', 'server_no_context_takeover'];
/** What ws is told, and what it agrees to. */
const AGREEMENTS = [
  [{}, BOTH_WAYS],
  [{ serverNoContextTakeover: true, clientNoContextTakeover: true }, BOTH_WAYS],
  [
    { serverMaxWindowBits: 9, clientMaxWindowBits: 9 },
    [...BOTH_WAYS, 'client_max_window_bits=9', 'server_max_window_bits=9'],
  ],
] as const;

test(
  '--deflate: messages are compressed both ways, whatever ws insists on',
  async () => {
    const words = ['--deflate', '--message-bytes', '2000'];
    const runs = AGREEMENTS.map(async ([perMessageDeflate, agreed]) => {
      const peer = startWs({ server: { perMessageDeflate: { threshold: 0, ...perMessageDeflate } } });
      return { ...(await runAgainst(peer, words)), agreed };
    });
    for (const { ran, counts, agreed } of await Promise.all(runs)) {
      expectAllEchoed({ ran, counts });
      const [extension, ...others] = Object.keys(counts.extensions);
      expect(others).toEqual([]);
      expect(extension!.split('; ').sort()).toEqual([...agreed, 'permessage-deflate'].sort());
      expect(counts.payloadBytes).toBe(2000 * counts.messages);
      expect(counts.wireBytes).toBeLessThan(counts.payloadBytes / 10);
      expect(count(readTotal(ran.folder), 'bytesReceived')).toBeLessThan(counts.payloadBytes / 10);
    }
  },
  LIMIT_MS,
);

test(
  'without --deflate messages go as they are; a ws that insists on its context refuses the offer',
  async () => {
    const [plain, refused] = await Promise.all([
      runAgainst(startWs({ server: { perMessageDeflate: { threshold: 0 } } }), []),
      runAgainst(startWs({ server: { perMessageDeflate: { serverNoContextTakeover: false } } }), [
        '--deflate',
        '--no-redial',
      ]),
    ]);
    expectAllEchoed(plain);
    expect(plain.counts.extensions).toEqual({ '': CONNECTIONS });
    expect(plain.counts.wireBytes).toBeGreaterThan(plain.counts.payloadBytes);
    expect(refused.ran.code).toBe(4);
    expect(refused.ran.summary.connections.failures).toEqual({ 'upgrade-rejected': CONNECTIONS });
  },
  LIMIT_MS,
);

test(
  'fragmented answers, with pings in between, are whole messages',
  async () => {
    const deflating = { perMessageDeflate: { threshold: 0 } };
    const [plain, deflated] = await Promise.all([
      runAgainst(startWs({ fragments: 7 }), ['--message-bytes', '3000']),
      runAgainst(startWs({ fragments: 7, server: deflating }), ['--message-bytes', '3000', '--deflate']),
    ]);
    for (const both of [plain, deflated]) {
      expectAllEchoed(both);
      expect(both.ran.summary.ping.received).toBe(both.counts.pingsSent);
      expect(both.counts.pongsReceived).toBe(both.counts.pingsSent);
    }
  },
  LIMIT_MS,
);

test(
  'messages of 100,000 bytes',
  async () => {
    const deflating = { perMessageDeflate: { threshold: 0 } };
    const words = ['--message-bytes', '100000'];
    const [plain, deflated] = await Promise.all([
      runAgainst(startWs(), words, 5),
      runAgainst(startWs({ server: deflating, fragments: 3 }), [...words, '--deflate'], 5),
    ]);
    for (const both of [plain, deflated]) {
      expectAllEchoed(both, 5);
      expect(both.counts.payloadBytes).toBe(100_000 * both.counts.messages);
    }
  },
  LIMIT_MS,
);

test(
  'a subprotocol that ws chooses; one that it does not choose is a failed handshake',
  async () => {
    const words = ['--subprotocol', 'agent.v1', '--subprotocol', 'agent.v2'];
    const [chosen, none] = await Promise.all([
      runAgainst(startWs({ subprotocol: 'agent.v2' }), words),
      runAgainst(startWs({ subprotocol: 'other' }), [...words, '--no-redial']),
    ]);
    expectAllEchoed(chosen);
    expect(chosen.counts.subprotocols).toEqual({ 'agent.v2': CONNECTIONS });
    expect(none.ran.code).toBe(4);
    expect(none.ran.summary.connections.failures).toEqual({ 'upgrade-subprotocol': CONNECTIONS });
  },
  LIMIT_MS,
);

/** The last looks like an answer of ours and is none. */
const GREETINGS = ['hello', '', 'Grüße ✓', 'bh:0000000000?'];

test(
  'messages that nobody asked for are received; one that garbles ours is invalid',
  async () => {
    const both = await runAgainst(startWs({ greetings: GREETINGS }), [], 0);
    expectPassed(both.ran);
    expectSumsAddUp(both.ran.summary);
    expect(both.ran.summary.messages).toMatchObject({
      sent: 0,
      valid: CONNECTIONS * 3,
      invalid: CONNECTIONS,
    });
  },
  LIMIT_MS,
);

const ENDINGS: readonly (readonly [Ending, CloseCause, number])[] = [
  [{ code: 1000, reason: 'done' }, 'normal', 1000],
  [{ code: 1001, reason: 'host going down' }, 'going-away', 1001],
  [{ code: 1012, reason: 'Dienst wird neu gestartet ✓' }, 'server-error', 1012],
  [{ code: 1011 }, 'server-error', 1011],
  [{ code: 1008, reason: 'no' }, 'policy', 1008],
  [{ code: 1013, reason: 'later' }, 'throttled', 1013],
  [{ code: 4400, reason: 'agent logged out' }, 'application', 4400],
  [{}, 'no-status', 1005],
];

test(
  'closes of the server, each by its code and with its reason',
  async () => {
    const endings = ENDINGS.map(([ending]) => ending);
    const { ran, counts } = await runAgainst(startWs({ endings, endAfter: 5 }), ['--no-redial']);
    expectPassed(ran);
    expectSumsAddUp(ran.summary);
    const { connections, messages } = ran.summary;
    expect(connections).toMatchObject({ opened: CONNECTIONS, failed: 0, closed: CONNECTIONS, openAtEnd: 0 });
    expect(connections.closes).toEqual(tally(ENDINGS.map(([, cause]) => cause)));
    expect(counts.closes).toEqual(tally(ENDINGS.map(([, , code]) => String(code))));
    expect(messages.valid).toBe(counts.answers);
    expect(messages.invalid).toBe(0);
    expect(messages.sent).toBe(messages.valid + messages.unanswered);
    const told = readEvents(ran.folder, 'close').map(({ detail: { code, reason, cause } }) => ({
      code,
      reason,
      cause,
    }));
    for (const [{ reason = '' }, cause, code] of ENDINGS)
      expect(told).toContainEqual({ code, reason, cause });
  },
  LIMIT_MS,
);

function tally(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

test(
  'a connection that it terminates, and a message over its limit',
  async () => {
    const [terminated, tooBig] = await Promise.all([
      runAgainst(startWs({ endings: [{ terminate: true }], endAfter: 3 }), ['--no-redial']),
      runAgainst(startWs({ server: { maxPayload: 1000 } }), ['--no-redial', '--message-bytes', '2000']),
    ]);
    for (const { ran } of [terminated, tooBig]) {
      expectPassed(ran);
      expectSumsAddUp(ran.summary);
      expect(ran.summary.connections).toMatchObject({ opened: CONNECTIONS, closed: CONNECTIONS });
    }
    expectDropped(terminated);
    expect(terminated.counts.closes).toEqual({ 1006: CONNECTIONS });
    expect(tooBig.ran.summary.connections.closes).toEqual({ 'too-big': CONNECTIONS });
    expect(tooBig.ran.summary.messages.valid).toBe(0);
    expect(tooBig.counts.messages).toBe(0);
  },
  LIMIT_MS,
);
