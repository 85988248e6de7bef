// The flags of `busyhour simulate` as a simulator's options. What is not given stays the platform's preset; the token
// comes from the environment, as everywhere.
import { readFileSync } from 'node:fs';
import { AppError } from '../base/app-error.ts';
import type { FlagValues } from '../config/read/flags.ts';
import type { SimulatorOptions } from '../simulator/options.ts';
import { defaultSimulatorOptions, findSimulatedPlatform, platformNames } from '../simulator/registry.ts';
import { createCertificate } from '../simulator/tls/certificate.ts';
import { DEFAULT_PLATFORM, type SIMULATE_FLAGS } from './simulate-flags.ts';

type Values = FlagValues<typeof SIMULATE_FLAGS>;

function platformName(nameOrAlias: string): string {
  const known = findSimulatedPlatform(nameOrAlias);
  if (known !== undefined) return known.name;
  throw new AppError('E_USAGE', `--platform: no simulator of "${nameOrAlias.slice(0, 40)}"`, {
    hint: `There are ${platformNames().join(', ')}.`,
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
  return { ...defaultSimulatorOptions(platformName(values.platform ?? DEFAULT_PLATFORM)), ...said };
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
