// What a dial goes to: the address and all that its opening says, the token in its place. A value, made once for each
// credential and never shown, since its path and its headers may carry a secret.

import { isIP } from 'node:net';
import { withoutBrackets } from '../../base/host-name.ts';
import type { Target, TokenPlacement } from '../../plan/plan.ts';
import type { Endpoint } from '../transport/transport.ts';

type Headers = readonly (readonly [name: string, value: string])[];

export interface Destination extends Endpoint {
  /** A name or an IP address, without brackets. */
  readonly host: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: Headers;
  readonly subprotocols: readonly string[];
}

/** The plan's target, as whoever has this token dials it. */
export function targetDestination(
  target: Target,
  placement: TokenPlacement,
  token: string | undefined,
): Destination {
  const { secure, host, port, subprotocols, path, headers } = target;
  const serverName = serverNameFor(host, target);
  const common = { secure, host, port, serverName, subprotocols };
  if (token === undefined) return { ...common, path, headers };
  if (placement === 'query') return { ...common, path: withToken(path, token), headers };
  if (placement !== 'header') return { ...common, path, headers };
  return { ...common, path, headers: [...headers, ['Authorization', `Bearer ${token}`]] };
}

/**
 * What a preparation says to dial, or null where that is no WebSocket address. The token is placed by the preparation, where
 * it wants one; the user's headers go along.
 */
export function preparedDestination(
  url: string,
  headers: Headers,
  subprotocols: readonly string[],
  target: Target,
): Destination | null {
  const parsed = parse(url);
  if (parsed === null) return null;
  const secure = parsed.protocol === 'wss:';
  const host = withoutBrackets(parsed.hostname);
  return {
    secure,
    host,
    port: parsed.port === '' ? (secure ? 443 : 80) : Number(parsed.port),
    serverName: serverNameFor(host, target),
    path: parsed.pathname + parsed.search,
    headers: [...target.headers, ...headers],
    subprotocols: subprotocols.length > 0 ? subprotocols : target.subprotocols,
  };
}

/** What the `Host` header says of it. */
export function hostHeader({ host, port, secure }: Destination): string {
  const name = host.includes(':') ? `[${host}]` : host;
  return port === (secure ? 443 : 80) ? name : `${name}:${port}`;
}

/** Empty where there is none: RFC 6066 section 3, no address goes into SNI. What the user gave is for the target alone. */
export function serverNameFor(host: string, { host: targetHost, tls }: Target): string {
  const name = host === targetHost ? tls.serverName : host;
  return name === host && isIP(name) !== 0 ? '' : name;
}

function withToken(path: string, token: string): string {
  return `${path}${path.includes('?') ? '&' : '?'}access_token=${encodeURIComponent(token)}`;
}

function parse(url: string): URL | null {
  if (!URL.canParse(url)) return null;
  const parsed = new URL(url);
  const isWebSocket = parsed.protocol === 'ws:' || parsed.protocol === 'wss:';
  const isPlain = parsed.username === '' && parsed.password === '' && parsed.hash === '';
  return isWebSocket && isPlain && parsed.port !== '0' ? parsed : null;
}
