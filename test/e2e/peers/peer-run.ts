// One short run against a peer, and what holds of every run in which the peer only echoes.
import { expect } from 'bun:test';
import { type Run, run } from '../cli.ts';
import { expectPassed, expectSumsAddUp } from '../sums.ts';
import type { Peer, PeerCounts } from './peer.ts';

export const CONNECTIONS = 8;
/** Of a test: what hangs is said by the helpers' own bounds long before. */
export const LIMIT_MS = 90_000;
export const SHORT = ['--profile', 'constant', '--jitter', '0s-200ms', '--duration', '2s', '--quiet'];

export interface Both {
  readonly ran: Run;
  readonly counts: PeerCounts;
}

/** Ten messages a second on each connection, for two seconds, unless the words say otherwise. */
export async function runAgainst(
  starting: Promise<Peer>,
  words: readonly string[],
  perSecond = 10,
): Promise<Both> {
  const peer = await starting;
  const load = ['--url', peer.url, '--connections', String(CONNECTIONS), '--message-rate', String(perSecond)];
  const ran = await run([...load, ...SHORT, ...words]);
  return { ran, counts: await peer.finalCounts() };
}

/** Nothing was lost, and each message came back once, whole. */
export function expectAllEchoed({ ran, counts }: Both, perSecond = 10): void {
  expectPassed(ran);
  expectSumsAddUp(ran.summary);
  const { connections, messages } = ran.summary;
  const opened = { asked: CONNECTIONS, opened: CONNECTIONS, openAtEnd: CONNECTIONS, failed: 0 };
  expect(connections).toMatchObject(opened);
  expect(messages.sent).toBeGreaterThan(CONNECTIONS * perSecond);
  expect(messages).toMatchObject({ valid: messages.sent, invalid: 0, parseErrors: 0, unanswered: 0 });
  expect(messages.roundTripUs.count).toBe(messages.sent);
  expect(counts).toMatchObject({ accepted: CONNECTIONS, messages: messages.sent, answers: messages.sent });
  expect(counts.closes).toEqual({ 1000: CONNECTIONS });
}

/**
 * Each connection was dropped without a close frame right after its third answer. A peer that had bytes left to
 * read resets the connection, which may cost that last answer; else it ends with FIN.
 */
export function expectDropped({ ran, counts }: Both): void {
  const { connections, messages } = ran.summary;
  const { reset = 0, 'fin-without-close': finished = 0, ...others } = connections.closes;
  expect(others).toEqual({});
  expect(reset + finished).toBe(CONNECTIONS);
  expect(counts.answers).toBe(CONNECTIONS * 3);
  expect(counts.answers - messages.valid).toBeWithin(0, reset + 1);
}
