// The words about the target -> Target. Resolves no name and opens nothing; the CA file is read by Files.

import { isIP } from 'node:net';
import type { Target, TlsPlan } from '../../plan/plan.ts';
import { quote } from '../problem.ts';
import type { Files } from '../read/files.ts';
import type { SettingName } from '../settings/table.ts';
import type { Address } from './address.ts';
import type { Compilation } from './compilation.ts';
import { compileHeaders } from './header.ts';
import { expandAddresses, loopbackAddresses } from './source-address.ts';

const TLS_SETTINGS = ['ca', 'tls-min', 'tls-max', 'tls-server-name', 'tls-verify', 'tls-resumption'] as const;
const SERVER_NAME = /^[A-Za-z0-9._:-]{1,253}$/;
const SUBPROTOCOL = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}$/;

interface TargetNeeds {
  /** The most connections at once. */
  readonly peak: number;
  /** Whether the machine answers to all of 127.0.0.0/8, as Linux does. */
  readonly wideLoopback: boolean;
}

export function compileTarget(
  compilation: Compilation,
  address: Address,
  files: Files,
  needs: TargetNeeds,
): Target {
  return {
    ...address,
    headers: compileHeaders(compilation),
    subprotocols: compileSubprotocols(compilation),
    tls: compileTls(compilation, address, files),
    deflate: compilation.valueOrDefault('deflate'),
    sourceAddresses: compileSources(compilation, address, needs),
  };
}

function compileTls(compilation: Compilation, address: Address, files: Files): TlsPlan {
  if (!address.secure) {
    for (const name of TLS_SETTINGS) {
      compilation.exclude(name, 'base-uri', 'the address begins with ws://, which has no TLS');
    }
  }
  const minVersion = compilation.valueOrDefault('tls-min');
  const maxVersion = compilation.valueOrDefault('tls-max');
  if (minVersion > maxVersion) {
    const pair: readonly [SettingName, SettingName] =
      compilation.given('tls-min') === undefined ? ['tls-max', 'tls-min'] : ['tls-min', 'tls-max'];
    compilation.complain(
      pair,
      `no version lies between ${minVersion} (--tls-min) and ${maxVersion} (--tls-max)`,
    );
  }
  const serverName = compilation.value('tls-server-name')?.trim() ?? address.host;
  if (compilation.given('tls-server-name') !== undefined && !SERVER_NAME.test(serverName)) {
    compilation.complain(
      ['tls-server-name'],
      `must be a host name such as example.com, not ${quote(serverName)}`,
    );
  }
  return {
    serverName,
    ca: readCa(compilation, files),
    minVersion,
    maxVersion,
    resumption: compilation.valueOrDefault('tls-resumption'),
    verify: compilation.valueOrDefault('tls-verify'),
  };
}

function readCa(compilation: Compilation, files: Files): string | null {
  const given = compilation.given('ca');
  if (given === undefined) return null;
  const read = files.read(given);
  if ('problem' in read) {
    compilation.complain(['ca'], read.problem);
    return null;
  }
  if (/-----BEGIN (TRUSTED |X509 )?CERTIFICATE-----/.test(read.text)) return read.text;
  compilation.complain(
    ['ca'],
    `${quote(given.value, 200)} holds no PEM certificate (-----BEGIN CERTIFICATE-----)`,
  );
  return null;
}

function compileSubprotocols(compilation: Compilation): readonly string[] {
  const names = (compilation.value('subprotocol') ?? []).map((name) => name.trim());
  for (const name of names) {
    if (!SUBPROTOCOL.test(name))
      compilation.complain(['subprotocol'], `${quote(name)} is no subprotocol's name`);
  }
  if (new Set(names).size < names.length) compilation.complain(['subprotocol'], 'names a subprotocol twice');
  return names;
}

function compileSources(compilation: Compilation, { host }: Address, needs: TargetNeeds): readonly string[] {
  const given = compilation.value('source-address');
  if (given === undefined) {
    // One address is too few for a large load; loopback has millions of them, elsewhere only the user knows.
    const spread = needs.wideLoopback && isIP(host) === 4 && host.startsWith('127.');
    return spread ? loopbackAddresses(needs.peak) : [];
  }
  const addresses = expandAddresses(given);
  if ('problem' in addresses) {
    compilation.complain(['source-address'], addresses.problem);
    return [];
  }
  const family = isIP(host);
  const foreign = family === 0 ? undefined : addresses.find((address) => isIP(address) !== family);
  if (foreign !== undefined) {
    const what = `${quote(foreign)} cannot reach ${host}: one is IPv4, the other IPv6`;
    compilation.complain(['source-address', 'base-uri'], what);
  }
  return addresses;
}
