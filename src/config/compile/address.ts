// A WebSocket address as the user wrote it, taken apart. Opens nothing and resolves no name.
// Law: an address that carries a secret is refused, and no message repeats its query or its user part.

import { isIP } from 'node:net';
import { withoutBrackets } from '../../base/host-name.ts';
import { quote } from '../problem.ts';

export interface Address {
  readonly url: string;
  readonly secure: boolean;
  /** A name or an IP address, without brackets. */
  readonly host: string;
  readonly port: number;
  /** Path and query. */
  readonly path: string;
}

const LONGEST = 8_192;
const EXAMPLE = 'such as wss://host/path or ws://127.0.0.1:9000';
const SECRET_PARAMETER = /token$|^jwt$|secret|passw|api[-_]?key|^key$|signature|^sig$|^auth(orization)?$/i;

/** The address, or what is wrong with the text. A path that is missing or only `/` becomes `presetPath`. */
export function parseAddress(text: string, presetPath: string): Address | { readonly problem: string } {
  const wrong = earlyProblem(text);
  if (wrong !== undefined) return { problem: wrong };
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return { problem: `${redact(text)} is no address; it must be ${EXAMPLE}, its port from 1 to 65535` };
  }
  const refused = secretProblem(url);
  if (refused !== undefined) return { problem: refused };
  if (url.hash !== '' || text.endsWith('#'))
    return { problem: `${redact(text)} must not have a fragment (#...)` };
  if (url.port === '0') return { problem: `${redact(text)} has port 0; it must be from 1 to 65535` };
  const secure = url.protocol === 'wss:';
  const path = url.pathname === '/' ? presetPath : url.pathname;
  return {
    url: text,
    secure,
    host: withoutBrackets(url.hostname),
    port: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
    path: path + url.search,
  };
}

/** 127.0.0.0/8, ::1 and `localhost`: this machine, for certain. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, '');
  if (name === 'localhost' || name === '::1') return true;
  if (isIP(name) === 4) return name.startsWith('127.');
  return /^::ffff:(127\.|7f[0-9a-f]{2}:)/.test(name);
}

function earlyProblem(text: string): string | undefined {
  if (text.length > LONGEST) return `is longer than ${LONGEST} characters`;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: URL drops some of them silently
  if (/[\s\u0000-\u001f\u007f\\]/.test(text))
    return `must not contain spaces, backslashes or control characters`;
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme === 'ws' || scheme === 'wss') return undefined;
  if (scheme === 'http' || scheme === 'https') {
    return `begins with ${scheme}://; a WebSocket address begins with ${scheme === 'https' ? 'wss' : 'ws'}://`;
  }
  return `${redact(text)} does not begin with ws:// or wss://; it must be ${EXAMPLE}`;
}

function secretProblem(url: URL): string | undefined {
  if (url.username !== '' || url.password !== '') {
    return 'must not contain a user or a password (user:password@host); run.json records the address';
  }
  for (const name of url.searchParams.keys()) {
    if (!SECRET_PARAMETER.test(name)) continue;
    return (
      `must not carry a secret: remove the query parameter ${quote(name)}, as run.json records the address; ` +
      'put the token in BUSYHOUR_TOKEN or --token-file, and --token-placement says where it is sent'
    );
  }
  return undefined;
}

/** Scheme, host and path; whatever stands before an @ or after a ? may be a secret. */
function redact(text: string): string {
  const bare = text.replace(/[?#].*$/s, '');
  return quote(bare.replace(/^([a-z][a-z0-9+.-]*:\/\/)?.*@/is, '$1'), 100);
}
