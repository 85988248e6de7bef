// What a simulator may be told. Knows nothing of flags, files or the environment (whoever calls has read them),
// and of no platform: each gives its own presets (registry.ts), and option-rules.ts says whether a choice can be
// run. Durations are integer microseconds. All of it survives JSON: the options travel to other processes.

/** Where a token is looked for: in the upgrade (query `access_token` or header), in the first frame, or in either. */
export const TOKEN_PLACES = ['upgrade', 'frame', 'any'] as const;
export type TokenPlace = (typeof TOKEN_PLACES)[number];

/** Everything a simulator can be told; the registry's `defaultSimulatorOptions` gives a whole one to spread over. */
export interface SimulatorOptions {
  /** A name of the registry's. */
  readonly platform: string;
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  /** Processes that share the port; above 1 the caller's own process only watches over them. */
  readonly processes: number;
  /** The one path that may be upgraded; null where any may. */
  readonly path: string | null;

  /** Connections open at once over all processes; 0 is no limit. */
  readonly connectionLimit: number;
  /** Over the limit: answer 429 with Retry-After, or drop the TCP connection without an answer. */
  readonly overLimit: 'reject' | 'drop';
  /** What Retry-After and throttle frames say; 0 sends no Retry-After. */
  readonly retryAfterSeconds: number;
  /** Handshakes let through in any one second, over all processes; the rest are answered 429. 0 is no limit. */
  readonly handshakeRateLimit: number;
  /** Every upgrade is answered this much later. */
  readonly upgradeHoldUs: number;

  /** Events per second and connection, fractions allowed; 0 sends none. */
  readonly eventRate: number;
  /** The exact size of an event's payload, padded. */
  readonly eventBytes: number;
  /** The share of events (0 to 1) that lack what the platform's envelope requires; evenly spread, never acknowledged. */
  readonly invalidEventShare: number;
  /** Events that may be unacknowledged at once; 0 is no limit. */
  readonly ackWindow: number;
  /** When one more event is due and the window is full: close 1008, or leave that event out and count it. */
  readonly windowOverrun: 'close' | 'hold';

  /** Between our pings; 0 sends none. A connection has at most one unanswered ping. */
  readonly pingIntervalUs: number;
  readonly pongTimeoutUs: number;
  /** On a missing pong: close 1001, or drop the TCP connection. */
  readonly pongMiss: 'close' | 'drop';

  /** The token to ask for; null accepts any and none. */
  readonly token: string | null;
  readonly tokenPlace: TokenPlace;
  /** A connection's token expires that long after it opened; 0 never. */
  readonly tokenLifeUs: number;
  /** How long a connection may stay open without its authentication frame. */
  readonly authTimeoutUs: number;

  /** Answers no message at all. */
  readonly silent: boolean;
  /** Every reply is held back by this time. */
  readonly holdUs: number;
  /** Messages a second and connection; those above are answered with a throttle frame. 0 is no limit. */
  readonly messageRateLimit: number;
  readonly maxMessageBytes: number;
  /** Agrees to permessage-deflate where a client asks for it. */
  readonly deflate: boolean;
  readonly tls: { readonly certPem: string; readonly keyPem: string } | null;

  /** Answers every upgrade with this HTTP status; 0 does not. */
  readonly refuseStatus: number;
  /** Never answers an upgrade. */
  readonly silentUpgrade: boolean;
  /** Closes a connection that long after it opened, with the code and reason below; 0 never. */
  readonly closeAfterUs: number;
  readonly closeCode: number;
  readonly closeReason: string;
  /** Drops the TCP connection, without a close frame, that long after it opened; 0 never. */
  readonly dropAfterUs: number;
  /** The share of connections (0 to 1, evenly spread) that `closeAfterUs` and `dropAfterUs` befall. */
  readonly faultShare: number;
}

/** Neither a limit, nor an event, nor a fault: what a platform's presets do not change. */
export const BASE_OPTIONS: Omit<SimulatorOptions, 'platform'> = {
  host: '127.0.0.1',
  port: 9080,
  processes: 1,
  path: null,
  connectionLimit: 0,
  overLimit: 'reject',
  retryAfterSeconds: 1,
  handshakeRateLimit: 0,
  upgradeHoldUs: 0,
  eventRate: 0,
  eventBytes: 256,
  invalidEventShare: 0,
  ackWindow: 0,
  windowOverrun: 'close',
  pingIntervalUs: 0,
  pongTimeoutUs: 15_000_000,
  pongMiss: 'close',
  token: null,
  tokenPlace: 'upgrade',
  tokenLifeUs: 0,
  authTimeoutUs: 10_000_000,
  silent: false,
  holdUs: 0,
  messageRateLimit: 0,
  maxMessageBytes: 1_048_576,
  deflate: false,
  tls: null,
  refuseStatus: 0,
  silentUpgrade: false,
  closeAfterUs: 0,
  closeCode: 1000,
  closeReason: '',
  dropAfterUs: 0,
  faultShare: 1,
};
