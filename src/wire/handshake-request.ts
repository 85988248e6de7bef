// The bytes of an upgrade request, RFC 6455 section 4.1. Whatever comes from outside (host, path, headers,
// subprotocols) is checked, so that no value can end its line and begin another. Errors name the place and never
// repeat the value, which may be a secret.
import { DEFLATE_OFFER } from './deflate-terms.ts';

export interface UpgradeRequest {
  /** The `Host` header: `host` or `host:port`. */
  readonly host: string;
  /** Path and query, percent-encoded, from `/` on, without a fragment. */
  readonly path: string;
  /** 16 random bytes in base64. */
  readonly key: string;
  readonly headers?: readonly (readonly [name: string, value: string])[];
  readonly subprotocols?: readonly string[];
  /** Offers permessage-deflate without context takeover. */
  readonly deflate?: boolean;
}

export type RequestErrorCode =
  | 'bad-host'
  | 'bad-path'
  | 'bad-key'
  | 'bad-subprotocol'
  | 'bad-header-name'
  | 'bad-header-value'
  | 'reserved-header'
  | 'request-too-large';

export type BuiltRequest =
  /** ASCII only: as many bytes as characters. */
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly code: RequestErrorCode; readonly problem: string };

export const MAX_REQUEST_BYTES = 64 * 1024;

const HOST = /^[!$&'()*+;=%\w.:[\]~-]+$/;
const PATH = /^\/[!-"$-~]*$/;
const KEY = /^[A-Za-z0-9+/]{21}[AQgw]==$/;
const TOKEN = /^[!#$%&'*+.^_`|~\w-]+$/;
const VALUE = /^(?:[!-~](?:[\t -~]*[!-~])?)?$/;
/** Ours to write, or without meaning in an upgrade. */
const RESERVED =
  /^(?:host|upgrade|connection|content-length|transfer-encoding|te|trailer|sec-websocket-(?:key|version|accept|protocol|extensions))$/i;

/** The request as text, or what may not be in one and where. */
export function buildUpgradeRequest(request: UpgradeRequest): BuiltRequest {
  if (!HOST.test(request.host))
    return refuse('bad-host', 'the host must be a name or an address, with a port at most');
  if (!PATH.test(request.path)) {
    return refuse('bad-path', 'the path must begin with "/" and be printable ASCII without spaces and "#"');
  }
  if (!KEY.test(request.key)) return refuse('bad-key', 'the key must be 16 bytes in base64');
  let text =
    `GET ${request.path} HTTP/1.1\r\nHost: ${request.host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
    `Sec-WebSocket-Key: ${request.key}\r\nSec-WebSocket-Version: 13\r\n`;
  const subprotocols = request.subprotocols ?? [];
  if (subprotocols.length > 0) {
    const refused = checkSubprotocols(subprotocols);
    if (refused !== null) return refused;
    text += `Sec-WebSocket-Protocol: ${subprotocols.join(', ')}\r\n`;
  }
  if (request.deflate === true) text += `Sec-WebSocket-Extensions: ${DEFLATE_OFFER}\r\n`;
  for (const [name, value] of request.headers ?? []) {
    const refused = checkHeader(name, value);
    if (refused !== null) return refused;
    text += `${name}: ${value}\r\n`;
  }
  text += '\r\n';
  if (text.length > MAX_REQUEST_BYTES) {
    return refuse('request-too-large', `the request must be at most ${MAX_REQUEST_BYTES} bytes`);
  }
  return { ok: true, text };
}

function checkSubprotocols(subprotocols: readonly string[]): BuiltRequest | null {
  const isGood =
    subprotocols.every((name) => TOKEN.test(name)) && new Set(subprotocols).size === subprotocols.length;
  return isGood ? null : refuse('bad-subprotocol', 'a subprotocol must be one token of ASCII, named once');
}

function checkHeader(name: string, value: string): BuiltRequest | null {
  if (!TOKEN.test(name)) return refuse('bad-header-name', 'the name of a header must be one token of ASCII');
  if (RESERVED.test(name))
    return refuse('reserved-header', `the header ${name} is written by the handshake itself`);
  if (VALUE.test(value)) return null;
  return refuse(
    'bad-header-value',
    `the header ${name} must be printable ASCII on one line, without spaces around it`,
  );
}

function refuse(code: RequestErrorCode, problem: string): BuiltRequest {
  return { ok: false, code, problem };
}
