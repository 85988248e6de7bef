// What the members of the closed unions mean, in words for a person who reads them for the first time.
// Exhaustive by type: a new member does not compile until it has its words here.

import type { Ending } from '../metrics/figures/ending.ts';
import type { CloseCause, FailureKind, NotAttemptedReason } from '../metrics/outcome.ts';

export const FAILURE_WORDS: Readonly<Record<FailureKind, string>> = {
  'local-limit': 'this machine ran out of files, ports or memory',
  'prepare-timeout': 'what has to precede the dial was not answered in time',
  'prepare-failed': 'what has to precede the dial could not be had',
  'prepare-rejected': 'what has to precede the dial was refused',
  'dns-not-found': 'the name is not in DNS',
  'dns-timeout': 'DNS gave no answer, or only a failure for now',
  'tcp-refused': 'nothing listens on that port',
  'tcp-reset': 'the connection was reset while dialing',
  'tcp-unreachable': 'no route to the host',
  'tcp-timeout': 'TCP did not connect in time',
  'tls-certificate': 'the certificate is not trusted',
  'tls-hostname': 'the certificate is for another name',
  'tls-protocol': 'no common TLS version or cipher, or no TLS at all',
  'tls-timeout': 'TLS did not finish in time',
  'tls-closed': 'closed during the TLS handshake',
  'upgrade-timeout': 'the upgrade was not answered in time',
  'upgrade-closed': 'closed before a whole answer to the upgrade',
  'upgrade-reset': 'reset before the upgrade was answered',
  'upgrade-malformed': 'the answer to the upgrade was no valid HTTP/1.1',
  'upgrade-accept': 'Sec-WebSocket-Accept missing or wrong',
  'upgrade-subprotocol': 'the server chose a subprotocol nobody offered, or none',
  'upgrade-extension': 'the server chose an extension nobody offered',
  'upgrade-redirect': 'redirected elsewhere (not followed)',
  'upgrade-rejected': 'the upgrade was rejected',
  'auth-refused': 'the token was refused',
  throttled: 'the platform asked for fewer connections',
  'server-error': 'the server answered with a 5xx error',
  'ready-timeout': 'upgraded, but not ready in time',
  'ready-closed': 'upgraded, then closed before it was ready',
  'ready-protocol': 'upgraded, then broke the protocol',
  cancelled: 'still in flight when the run ended',
  'worker-lost': 'its worker process died',
};

export const CLOSE_WORDS: Readonly<Record<CloseCause, string>> = {
  ours: 'closed by the profile',
  normal: 'closed normally by the platform (1000)',
  'going-away': 'the platform went away (1001)',
  reset: 'the TCP connection was reset',
  'fin-without-close': 'ended without a close frame (1006)',
  'keep-alive-timeout-ours': 'our ping was not answered in time',
  'keep-alive-timeout-theirs': 'the platform missed our answer to its ping',
  'ack-window': 'too many events left unacknowledged',
  throttled: 'the platform asked for fewer connections',
  'token-expired': 'the token expired',
  'auth-refused': 'the token was refused',
  policy: 'policy violation (1008)',
  'too-big': 'a message was too big (1009)',
  'protocol-error': 'a protocol error (1002, 1003, 1007, 1010)',
  'server-error': 'a server error (1011, 1012, 1014)',
  application: "the application's own code (3000 to 4999)",
  'no-status': 'a close frame without a code (1005)',
  'write-overflow': 'the platform stopped reading, our write queue ran full',
  'worker-lost': 'its worker process died',
  unknown: 'unknown',
};

/** Of what refused, or closed, the connections beyond a limit. */
export function limitWords(limit: FailureKind | CloseCause): string {
  return limit in FAILURE_WORDS ? FAILURE_WORDS[limit as FailureKind] : CLOSE_WORDS[limit as CloseCause];
}

export const NOT_ATTEMPTED_WORDS: Readonly<Record<NotAttemptedReason, string>> = {
  'run-ended': 'still waiting for their turn when the load ended',
  'limit-found': 'not dialed once the limit was found',
  'stepped-down': 'no longer wanted when their turn came',
  'worker-lost': 'their worker process died before dialing',
};

export const ENDING_WORDS: Readonly<Record<Ending, string>> = {
  completed: 'the profile was played to its end',
  'limit-found': 'the ramp found the limit',
  interrupted: 'interrupted',
  unreachable: 'the target could not be reached',
  failed: 'ended by a failure of busyhour itself',
  recovered: 'rebuilt from its files; the run did not end by itself',
};

/**
 * Text from a server or a user, made harmless for one line of a terminal: no control characters (and so no
 * escape sequences), no marks that turn the writing direction, at most `longest` UTF-16 units.
 */
export function cleanText(text: string, longest = 200): string {
  const cut = text.length > longest ? `${text.slice(0, longest - 3)}...` : text;
  return cut
    .toWellFormed()
    .replace(/[\t\n\r]+/g, ' ')
    .replace(/[\p{Cc}\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060\u2066-\u2069\ufeff]/gu, '?');
}
