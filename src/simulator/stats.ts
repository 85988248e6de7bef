// What a simulator counts: the shape of GET /stats, and the names of the counters behind it.
// Tests compare these with a client's own counters, so each says exactly what it counts and when.

/** Counters that add up over processes. Each is counted before the bytes it stands for can be answered. */
export const SUM_COUNTERS = [
  'upgradesSeen', // requests for a WebSocket, whatever became of them
  'accepted', // answered 101
  'dropped', // TCP connection dropped instead of an answer
  'silenced', // never answered
  'abandoned', // gone while their answer was held back
  'connectionLimitRejected', // 429: over the connection limit
  'handshakeRateRejected', // 429: over the handshake rate
  'upgradesRefused', // 401: the token was missing or wrong
  'authAccepted', // authentication frames that were right
  'authFailed', // connections closed for an authentication frame that was wrong, or did not come
  'messagesReceived', // whole messages, acks and invalid ones included
  'requestsReceived', // of them: messages that ask for a reply
  'acksReceived', // of them: acks, unexpected ones included
  'acksUnexpected', // of those: acks of what was never sent, or was acknowledged already
  'authsReceived', // of the messages: authentication frames
  'unknownMessages', // of the messages: a whole envelope of an unknown type
  'invalidMessages', // of the messages: no JSON, or without what the envelope requires
  'bytesReceived', // payload of the messages received
  'eventsSent',
  'invalidEventsSent', // events sent without what the envelope requires
  'eventsSkipped', // due, and left out: the client was not reading, or this process was late by too much
  'eventsHeld', // due, and left out: the ack window was full (windowOverrun "hold")
  'repliesSent',
  'repliesDropped', // the connection was gone or its queue full when its reply was due
  'repliesUnsent', // requests that get no reply: the simulator is silent
  'throttlesSent',
  'othersSent', // authentication answers and token_expired frames
  'bytesSent', // payload of the messages sent
  'pingsSent',
  'pongsReceived', // all of them
  'pongsUnsolicited', // of them: those that answer no ping of ours still outstanding
  'pongsMissed',
  'clientPings', // each answered with a pong
  'windowOverruns', // connections closed because one more event was due and the window was full
  'tokensExpired', // connections whose token's life ran out
] as const;
export type SumCounter = (typeof SUM_COUNTERS)[number];

/** Counters of which the highest over all processes counts. */
export const MAX_COUNTERS = ['maxUnacked'] as const;
export type MaxCounter = (typeof MAX_COUNTERS)[number];

/**
 * GET /stats. Once every upgrade is answered and nothing is in flight:
 * `upgradesSeen = accepted + rejected (all) + dropped + silenced + abandoned`,
 * `accepted = open + closes (all)`, and the messages sum as the names say.
 */
export interface SimulatorStats extends Readonly<Record<SumCounter | MaxCounter, number>> {
  readonly platform: string;
  readonly processes: number;
  readonly open: number;
  /** Exact over all processes: the highest number open at one moment. */
  readonly peakOpen: number;
  /** Upgrades answered with anything but 101, by HTTP status. */
  readonly rejected: Readonly<Record<string, number>>;
  /** Events, replies, throttles and others together. */
  readonly messagesSent: number;
  /** 401 answers and authentication failures in band together. */
  readonly authRefused: number;
  /** By close code; 1005 is a close frame without a code, 1006 a TCP connection that ended without one. */
  readonly closes: Readonly<Record<string, number>>;
  /** Those of `closes` that the simulator began; the others the client did. */
  readonly closesByServer: Readonly<Record<string, number>>;
}
