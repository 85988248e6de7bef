// What became of an arrival, as closed unions: why it was not attempted, why its handshake failed, why its
// connection closed. Switched exhaustively everywhere; a new member is a line in docs/outcomes.md.

/** Why an arrival that came due was never dialed. */
export const NOT_ATTEMPTED = [
  'run-ended', // still waiting for its turn (handshake caps) when the load ended
  'limit-found', // the ramp had found the limit and stopped climbing
  'stepped-down', // the profile wanted fewer by the time that a cap would have let it through
  'worker-lost', // its worker process died before dialing it
] as const;
export type NotAttemptedReason = (typeof NOT_ATTEMPTED)[number];

/** Why a handshake failed; each belongs to one phase, and none is ever counted as a session. */
export const FAILURE_KINDS = [
  'local-limit', // no file descriptor, port or memory of ours: says nothing about the target
  'prepare-timeout', // what the platform wants over HTTP before a dial was not answered in time
  'prepare-failed', // it could not be reached, or what it said can be neither read nor dialed
  'prepare-rejected', // it was refused, and neither for the token nor for too many of them
  'dns-not-found',
  'dns-timeout', // no answer in time, or for now only a failure
  'tcp-refused',
  'tcp-reset',
  'tcp-unreachable',
  'tcp-timeout',
  'tls-certificate', // expired, unknown issuer, self-signed
  'tls-hostname',
  'tls-protocol', // an alert, no common version or cipher, no TLS spoken at all
  'tls-timeout',
  'tls-closed',
  'upgrade-timeout',
  'upgrade-closed', // FIN before a whole answer
  'upgrade-reset',
  'upgrade-malformed', // not HTTP/1.1, too large, or a header that no server may send
  'upgrade-accept', // Sec-WebSocket-Accept missing or wrong
  'upgrade-subprotocol', // one that nobody asked for, or none of those asked for
  'upgrade-extension', // one that nobody asked for
  'upgrade-redirect', // 3xx: seen, named, not followed
  'upgrade-rejected', // any other status
  'auth-refused', // 401 or 403, or an auth frame instead of readiness
  'throttled', // 429, or 503 with Retry-After, or a throttle frame instead of readiness
  'server-error', // 5xx
  'ready-timeout',
  'ready-closed', // upgraded, then closed before the platform said ready
  'ready-protocol', // upgraded, then broke RFC 6455 or the platform's envelope
  'cancelled', // still in flight when the run had to end
  'worker-lost',
] as const;
export type FailureKind = (typeof FAILURE_KINDS)[number];

/** Why an open connection ended before the load did. */
export const CLOSE_CAUSES = [
  'ours', // the profile stepped down
  'normal', // 1000 from the peer
  'going-away', // 1001
  'reset', // the TCP connection reset, or broken by the network
  'fin-without-close', // FIN without a close frame: 1006
  'keep-alive-timeout-ours', // our ping was not answered in time
  'keep-alive-timeout-theirs', // the platform says that we did not answer
  'ack-window', // the platform says that too many events were left unacknowledged
  'throttled',
  'token-expired',
  'auth-refused',
  'policy', // 1008
  'too-big', // 1009, or a message over our own limit
  'protocol-error', // 1002, 1003, 1007, 1010, or RFC 6455 broken by the peer
  'server-error', // 1011, 1012, 1014
  'application', // 3000 to 4999 without a platform's reading of it
  'no-status', // a close frame without a code: 1005
  'write-overflow', // the peer stopped reading and our bounded write queue ran full
  'worker-lost',
  'unknown',
] as const;
export type CloseCause = (typeof CLOSE_CAUSES)[number];

export type Counts<K extends string> = Partial<Record<K, number>>;

/** The sum of a record of counts. */
export function total(counts: Counts<string>): number {
  let sum = 0;
  for (const n of Object.values(counts)) sum += n ?? 0;
  return sum;
}

/** Connections that ended without the profile's own doing. */
export function lostOf(closes: Readonly<Counts<CloseCause>>): number {
  return total(closes) - (closes.ours ?? 0);
}

/** a + b, key by key. */
export function addCounts<K extends string>(a: Counts<K>, b: Counts<K>): Counts<K> {
  const sum: Counts<K> = { ...a };
  for (const [key, n] of Object.entries(b) as [K, number][]) sum[key] = (sum[key] ?? 0) + n;
  return sum;
}
