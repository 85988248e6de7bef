// The flags of `busyhour simulate`: a table, nothing else. Which platforms there are it takes from the registry.
import type { CommandWords } from '../config/read/flags.ts';
import { BASE_OPTIONS as BASE, TOKEN_PLACES } from '../simulator/options.ts';
import { SIMULATED_PLATFORMS } from '../simulator/registry.ts';

export const DEFAULT_PLATFORM = SIMULATED_PLATFORMS[0]!.name;

/** `genesys-guide (genesys), or cxone-guide (nice_cxone)`: each with the first of its other names. */
const PLATFORM_WORDS = new Intl.ListFormat('en', { type: 'disjunction' }).format(
  SIMULATED_PLATFORMS.map(({ name, aliases: [alias] }) =>
    alias === undefined ? name : `${name} (${alias})`,
  ),
);

const PLACE = 'Where';
const LIMITS = 'Limits';
const EVENTS = 'Events and replies';
const KEEP_ALIVE = 'Keep-alive';
const TOKENS = 'Tokens (BUSYHOUR_TOKEN is the one to ask for)';
const FAULTS = 'Faults';

export const SIMULATE_FLAGS = [
  {
    name: 'platform',
    kind: 'string',
    value: 'NAME',
    group: PLACE,
    default: DEFAULT_PLATFORM,
    help: PLATFORM_WORDS,
  },
  {
    name: 'host',
    kind: 'string',
    value: 'ADDRESS',
    group: PLACE,
    default: BASE.host,
    help: 'address to listen on',
  },
  {
    name: 'port',
    kind: 'integer',
    value: 'PORT',
    group: PLACE,
    default: String(BASE.port),
    help: 'port to listen on; 0 takes any free one',
    min: 0,
    max: 65_535,
  },
  {
    name: 'processes',
    kind: 'integer',
    value: 'N',
    group: PLACE,
    default: String(BASE.processes),
    help: 'processes that share the port',
    min: 1,
  },
  { name: 'path', kind: 'string', value: 'PATH', group: PLACE, help: 'the one path that may be upgraded' },
  {
    name: 'tls',
    kind: 'boolean',
    group: PLACE,
    help: 'speak wss, with a certificate made for this run unless one is given',
  },
  { name: 'cert', kind: 'string', value: 'FILE', group: PLACE, help: 'certificate in PEM, with --key' },
  { name: 'key', kind: 'string', value: 'FILE', group: PLACE, help: 'its private key in PEM' },
  {
    name: 'write-ca',
    kind: 'string',
    value: 'FILE',
    group: PLACE,
    help: 'write the certificate made for this run there, for run --ca',
  },
  { name: 'deflate', kind: 'boolean', group: PLACE, help: 'agree to permessage-deflate' },
  {
    name: 'connection-limit',
    kind: 'integer',
    value: 'N',
    group: LIMITS,
    help: 'connections open at once; 0 is no limit',
    min: 0,
  },
  {
    name: 'over-limit',
    kind: 'choice',
    choices: ['reject', 'drop'],
    value: 'reject|drop',
    group: LIMITS,
    default: BASE.overLimit,
    help: 'answer 429, or drop the TCP connection',
  },
  {
    name: 'retry-after',
    kind: 'integer',
    value: 'SECONDS',
    group: LIMITS,
    default: String(BASE.retryAfterSeconds),
    help: 'what Retry-After says',
    min: 0,
  },
  {
    name: 'handshake-rate-limit',
    kind: 'integer',
    value: 'N',
    group: LIMITS,
    help: 'handshakes a second; 0 is no limit',
    min: 0,
  },
  {
    name: 'message-rate-limit',
    kind: 'integer',
    value: 'N',
    group: LIMITS,
    help: 'messages a second and connection; 0 is no limit',
    min: 0,
  },
  {
    name: 'event-rate',
    kind: 'number',
    value: 'N',
    group: EVENTS,
    help: 'events a second and connection',
    min: 0,
  },
  {
    name: 'event-bytes',
    kind: 'integer',
    value: 'N',
    group: EVENTS,
    default: String(BASE.eventBytes),
    help: 'size of an event',
    min: 1,
  },
  {
    name: 'invalid-event-share',
    kind: 'number',
    value: 'SHARE',
    group: EVENTS,
    help: 'share of events without what the envelope requires',
    min: 0,
    max: 1,
  },
  {
    name: 'ack-window',
    kind: 'integer',
    value: 'N',
    group: EVENTS,
    help: 'unacknowledged events allowed; 0 is no limit',
    min: 0,
  },
  {
    name: 'window-overrun',
    kind: 'choice',
    choices: ['close', 'hold'],
    value: 'close|hold',
    group: EVENTS,
    default: BASE.windowOverrun,
    help: 'when the window is full',
  },
  {
    name: 'hold',
    kind: 'duration',
    value: 'TIME',
    group: EVENTS,
    help: 'hold every reply back by this time',
  },
  {
    name: 'upgrade-hold',
    kind: 'duration',
    value: 'TIME',
    group: EVENTS,
    help: 'hold the answer to every upgrade back',
  },
  { name: 'silent', kind: 'boolean', group: EVENTS, help: 'answer no message' },
  {
    name: 'ping-interval',
    kind: 'duration',
    value: 'TIME',
    group: KEEP_ALIVE,
    help: 'between our pings; 0 sends none',
  },
  {
    name: 'pong-timeout',
    kind: 'duration',
    value: 'TIME',
    group: KEEP_ALIVE,
    help: 'how long a pong may take',
  },
  {
    name: 'pong-miss',
    kind: 'choice',
    choices: ['close', 'drop'],
    value: 'close|drop',
    group: KEEP_ALIVE,
    default: BASE.pongMiss,
    help: 'close 1001, or drop the TCP connection',
  },
  {
    name: 'token-place',
    kind: 'choice',
    choices: TOKEN_PLACES,
    value: TOKEN_PLACES.join('|'),
    group: TOKENS,
    default: BASE.tokenPlace,
    help: 'where the token is looked for',
  },
  {
    name: 'token-life',
    kind: 'duration',
    value: 'TIME',
    group: TOKENS,
    help: 'tokens expire that long after the connection opened',
  },
  {
    name: 'refuse-status',
    kind: 'integer',
    value: 'STATUS',
    group: FAULTS,
    help: 'answer every upgrade with this status',
    min: 0,
  },
  { name: 'silent-upgrade', kind: 'boolean', group: FAULTS, help: 'never answer an upgrade' },
  {
    name: 'close-after',
    kind: 'duration',
    value: 'TIME',
    group: FAULTS,
    help: 'close connections that long after they opened',
  },
  {
    name: 'close-code',
    kind: 'integer',
    value: 'CODE',
    group: FAULTS,
    default: String(BASE.closeCode),
    help: 'with this code',
    min: 0,
  },
  { name: 'close-reason', kind: 'string', value: 'TEXT', group: FAULTS, help: 'and this reason' },
  {
    name: 'drop-after',
    kind: 'duration',
    value: 'TIME',
    group: FAULTS,
    help: 'drop the TCP connection that long after it opened',
  },
  {
    name: 'fault-share',
    kind: 'number',
    value: 'SHARE',
    group: FAULTS,
    default: String(BASE.faultShare),
    help: 'share of connections that --close-after and --drop-after befall',
    min: 0,
    max: 1,
  },
] as const;

export const SIMULATE_COMMAND: CommandWords<typeof SIMULATE_FLAGS> = {
  name: 'simulate',
  summary: 'Be a platform on this machine, to load or to rehearse against.',
  usage: 'busyhour simulate [flags]',
  flags: SIMULATE_FLAGS,
  examples: [
    {
      command: 'busyhour simulate --platform genesys --connection-limit 240',
      text: 'refuses the 241st connection with 429',
    },
    { command: 'busyhour simulate --processes 2 --hold 20ms', text: 'an echo that takes 20 ms' },
  ],
  notes: ['Its own counters are at /stats, as JSON.'],
};
