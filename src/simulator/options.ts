// What a simulator may be told, the presets of each platform it can stand in for, and whether a choice can be
// run. Knows nothing of flags, files or the environment: whoever calls has read them. Durations are integer
// microseconds. The presets are written from the vendors' documents, never taken from platform/.

import { formatDurationUs } from '../base/time.ts';
import { leastEventBytes } from './dialects.ts';

export const SIMULATED_PLATFORMS = ['plain', 'genesys-guide', 'cxone-guide'] as const;
export type SimulatedPlatform = (typeof SIMULATED_PLATFORMS)[number];

/** Where a token is looked for: in the upgrade (query `access_token` or header), in the first frame, or in either. */
export const TOKEN_PLACES = ['upgrade', 'frame', 'any'] as const;
export type TokenPlace = (typeof TOKEN_PLACES)[number];

/** Everything a simulator can be told; `defaultSimulatorOptions` gives a whole one to spread over. */
export interface SimulatorOptions {
  readonly platform: SimulatedPlatform;
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

const PLAIN: SimulatorOptions = {
  platform: 'plain',
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

/** A platform's presets: what the guide says of it, on a loopback port, with no fault and no token asked for. */
export function defaultSimulatorOptions(platform: SimulatedPlatform): SimulatorOptions {
  switch (platform) {
    case 'plain':
      return PLAIN;
    case 'genesys-guide':
      return {
        ...PLAIN,
        platform,
        path: '/api/v2/engagements/websocket',
        connectionLimit: 250,
        eventRate: 1,
        ackWindow: 50,
        pingIntervalUs: 15_000_000,
        pongTimeoutUs: 15_000_000,
      };
    case 'cxone-guide':
      return {
        ...PLAIN,
        platform,
        connectionLimit: 250,
        eventRate: 1,
        ackWindow: 100,
        pingIntervalUs: 20_000_000,
        pongTimeoutUs: 20_000_000,
      };
  }
}

const LONGEST_US = 7 * 24 * 3_600 * 1_000_000;
const OWN_PATHS = ['/stats', '/healthz'];

type Name = keyof SimulatorOptions;

/** `handshakeRateLimit` as people write it on a command line: `handshake-rate-limit`. */
function flagName(option: Name): string {
  return option.replace(/Us$/, '').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Every problem of the options, as a plain sentence each; an empty list where the simulator can start. */
export function checkSimulatorOptions(options: SimulatorOptions): string[] {
  const problems: string[] = [];
  const tell = (name: Name, right: string) => {
    const given = name === 'token' || name === 'tls' ? 'what was given' : JSON.stringify(options[name]);
    problems.push(`${flagName(name)}: ${given} will not do; give ${right}`);
  };
  const number = (name: Name, least: number, most: number, meaning: string, whole = true) => {
    const value = options[name];
    const fits = typeof value === 'number' && value >= least && value <= most;
    if (!fits || (whole && !Number.isInteger(value))) {
      tell(name, `${whole ? 'a whole number' : 'a number'} from ${least} to ${most}${meaning}`);
    }
  };
  const duration = (name: Name, leastUs = 0) => {
    const value = options[name] as number;
    if (!Number.isInteger(value) || value < leastUs || value > LONGEST_US) {
      tell(name, `a duration from ${formatDurationUs(leastUs)} to ${formatDurationUs(LONGEST_US)}`);
    }
  };
  const oneOf = (name: Name, words: readonly string[]) => {
    if (!words.includes(options[name] as string)) tell(name, `one of ${words.join(', ')}`);
  };

  oneOf('platform', SIMULATED_PLATFORMS);
  if (options.host.trim() === '') tell('host', 'an address of this machine, such as 127.0.0.1');
  number('port', 0, 65_535, '; 0 picks a free one');
  number('processes', 1, 256, '');
  number('connectionLimit', 0, 100_000_000, '; 0 is no limit');
  oneOf('overLimit', ['reject', 'drop']);
  number('retryAfterSeconds', 0, 86_400, '');
  number('handshakeRateLimit', 0, 1_000_000, '; 0 is no limit');
  number('eventRate', 0, 10_000, ' events a second and connection; 0 sends none', false);
  number('invalidEventShare', 0, 1, '', false);
  number('ackWindow', 0, 1_000_000, '; 0 is no limit');
  oneOf('windowOverrun', ['close', 'hold']);
  oneOf('pongMiss', ['close', 'drop']);
  oneOf('tokenPlace', TOKEN_PLACES);
  number('messageRateLimit', 0, 1_000_000, '; 0 is no limit');
  number('maxMessageBytes', 1, 16_777_216, '');
  number('faultShare', 0, 1, '', false);
  duration('upgradeHoldUs');
  duration('pingIntervalUs');
  duration('pongTimeoutUs', options.pingIntervalUs > 0 ? 1_000 : 0);
  duration('tokenLifeUs');
  duration('authTimeoutUs', 1_000);
  duration('holdUs');
  duration('closeAfterUs');
  duration('dropAfterUs');
  if (problems.length > 0) return problems;

  const least = leastEventBytes(options.platform);
  if (options.eventRate > 0) number('eventBytes', least, 1_048_576, ` (${options.platform} needs ${least})`);
  return [...problems, ...checkMeaning(options)];
}

/** What is wrong between options that are each right by themselves. */
function checkMeaning(options: SimulatorOptions): string[] {
  const problems: string[] = [];
  const plain = options.platform === 'plain';
  const { path, refuseStatus, closeCode } = options;
  if (path !== null && (!path.startsWith('/') || OWN_PATHS.includes(path) || /[?#\s]/.test(path))) {
    problems.push(
      `path: "${path}" will not do; give one that starts with "/", has no "?" or "#", and is not /stats or /healthz`,
    );
  }
  if (options.token === '') problems.push('token: it is empty; give the token to ask for, or none at all');
  if (plain && options.token !== null && options.tokenPlace !== 'upgrade') {
    problems.push(
      `token-place: plain has no authentication frame; give "upgrade" instead of "${options.tokenPlace}"`,
    );
  }
  if (plain && options.messageRateLimit > 0) {
    problems.push('message-rate-limit: plain has no throttle frame; give 0, or one of the guide platforms');
  }
  if (plain && options.ackWindow > 0) {
    problems.push('ack-window: plain acknowledges nothing; give 0, or one of the guide platforms');
  }
  if (plain && options.invalidEventShare > 0) {
    problems.push(
      'invalid-event-share: plain has no envelope to break; give 0, or one of the guide platforms',
    );
  }
  if (refuseStatus !== 0 && !(Number.isInteger(refuseStatus) && refuseStatus >= 200 && refuseStatus <= 599)) {
    problems.push(
      `refuse-status: ${refuseStatus} will not do; give an HTTP status from 200 to 599, or 0 to refuse none`,
    );
  }
  const sendable =
    (closeCode >= 1000 && closeCode <= 1014 && ![1004, 1005, 1006].includes(closeCode)) ||
    (closeCode >= 3000 && closeCode <= 4999);
  if (!Number.isInteger(closeCode) || !sendable) {
    problems.push(
      `close-code: ${closeCode} may not be sent; give 1000 to 1003, 1007 to 1014, or 3000 to 4999`,
    );
  }
  if (Buffer.byteLength(options.closeReason) > 123) {
    problems.push(
      'close-reason: it is longer than the 123 bytes a close frame has room for; give a shorter one',
    );
  }
  return problems;
}
