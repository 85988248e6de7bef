// The flags of `busyhour simulate`, and how they become a simulator's options. What is not given stays the
// platform's preset; the token comes from the environment, as everywhere.
import { readFileSync } from 'node:fs';
import { AppError } from '../base/app-error.ts';
import type { Command, FlagValues } from '../config/flags.ts';
import { createCertificate } from '../simulator/certificate.ts';
import {
  defaultSimulatorOptions,
  SIMULATED_PLATFORMS,
  type SimulatedPlatform,
  type SimulatorOptions,
} from '../simulator/options.ts';

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
    default: 'plain',
    help: 'plain, genesys-guide (genesys), or cxone-guide (nice_cxone)',
  },
  {
    name: 'host',
    kind: 'string',
    value: 'ADDRESS',
    group: PLACE,
    default: '127.0.0.1',
    help: 'address to listen on',
  },
  {
    name: 'port',
    kind: 'integer',
    value: 'PORT',
    group: PLACE,
    default: '9080',
    help: 'port to listen on; 0 takes any free one',
    min: 0,
    max: 65_535,
  },
  {
    name: 'processes',
    kind: 'integer',
    value: 'N',
    group: PLACE,
    default: '1',
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
    default: 'reject',
    help: 'answer 429, or drop the TCP connection',
  },
  {
    name: 'retry-after',
    kind: 'integer',
    value: 'SECONDS',
    group: LIMITS,
    default: '1',
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
    default: '256',
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
    default: 'close',
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
    default: 'close',
    help: 'close 1001, or drop the TCP connection',
  },
  {
    name: 'token-place',
    kind: 'choice',
    choices: ['upgrade', 'frame', 'any'],
    value: 'upgrade|frame|any',
    group: TOKENS,
    default: 'upgrade',
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
    default: '1000',
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
    default: '1',
    help: 'share of connections that --close-after and --drop-after befall',
    min: 0,
    max: 1,
  },
] as const;

export const SIMULATE_COMMAND: Command<typeof SIMULATE_FLAGS> = {
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

type Values = FlagValues<typeof SIMULATE_FLAGS>;

const ALIASES: Readonly<Record<string, SimulatedPlatform>> = {
  genesys: 'genesys-guide',
  nice_cxone: 'cxone-guide',
  'nice-cxone': 'cxone-guide',
  cxone: 'cxone-guide',
  echo: 'plain',
};

export function simulatedPlatform(name: string): SimulatedPlatform {
  const known = SIMULATED_PLATFORMS.find((platform) => platform === name) ?? ALIASES[name];
  if (known !== undefined) return known;
  throw new AppError('E_USAGE', `--platform: no simulator of "${name.slice(0, 40)}"`, {
    hint: `There are ${SIMULATED_PLATFORMS.join(', ')}.`,
  });
}

export function toSimulatorOptions(values: Values, token: string | undefined): SimulatorOptions {
  const given = {
    host: values.host,
    port: values.port,
    processes: values.processes,
    path: values.path,
    deflate: values.deflate,
    connectionLimit: values['connection-limit'],
    overLimit: values['over-limit'],
    retryAfterSeconds: values['retry-after'],
    handshakeRateLimit: values['handshake-rate-limit'],
    messageRateLimit: values['message-rate-limit'],
    eventRate: values['event-rate'],
    eventBytes: values['event-bytes'],
    invalidEventShare: values['invalid-event-share'],
    ackWindow: values['ack-window'],
    windowOverrun: values['window-overrun'],
    holdUs: values.hold,
    upgradeHoldUs: values['upgrade-hold'],
    silent: values.silent,
    pingIntervalUs: values['ping-interval'],
    pongTimeoutUs: values['pong-timeout'],
    pongMiss: values['pong-miss'],
    tokenPlace: values['token-place'],
    tokenLifeUs: values['token-life'],
    refuseStatus: values['refuse-status'],
    silentUpgrade: values['silent-upgrade'],
    closeAfterUs: values['close-after'],
    closeCode: values['close-code'],
    closeReason: values['close-reason'],
    dropAfterUs: values['drop-after'],
    faultShare: values['fault-share'],
    token: token === undefined || token === '' ? undefined : token,
    tls: tlsOf(values),
  };
  const said = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return { ...defaultSimulatorOptions(simulatedPlatform(values.platform ?? 'plain')), ...said };
}

function tlsOf({ tls, cert, key }: Values): SimulatorOptions['tls'] | undefined {
  if ((cert === undefined) !== (key === undefined)) {
    throw new AppError(
      'E_USAGE',
      `--cert and --key belong together: --${cert === undefined ? 'cert' : 'key'} is missing`,
    );
  }
  if (cert !== undefined && key !== undefined)
    return { certPem: readPem('--cert', cert), keyPem: readPem('--key', key) };
  return tls === true ? createCertificate() : undefined;
}

function readPem(flag: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new AppError('E_USAGE', `${flag}: ${path} cannot be read`, {
      hint: 'Give a file in PEM that you may read.',
      cause,
    });
  }
}
