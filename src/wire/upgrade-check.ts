// Whether an answer is the upgrade that was asked for, RFC 6455 section 4.1: nothing less, and nothing that nobody
// asked for. A refusal is data, sorted by a closed union; a redirect is named and never followed.
import { type DeflateTerms, readDeflateTerms } from './deflate-terms.ts';
import { readExtensions } from './extension-list.ts';
import { headerValues, type UpgradeResponse } from './handshake-response.ts';

/** What the request asked for. */
export interface UpgradeExpectations {
  /** acceptFor() of the request's key. */
  readonly accept: string;
  readonly subprotocols: readonly string[];
  readonly deflate: boolean;
}

export type UpgradeErrorCode =
  | 'malformed' // not HTTP/1.x as RFC 9112 has it, or a header twice that may come once
  | 'headers-too-large'
  | 'redirect' // 3xx; `location` says where to
  | 'rejected' // any other status but 101; `status` says which
  | 'missing-upgrade' // 101, but not to WebSocket over HTTP/1.1
  | 'wrong-accept' // Sec-WebSocket-Accept missing or wrong: no WebSocket server, or an answer from a cache
  | 'unexpected-subprotocol' // one that nobody asked for
  | 'missing-subprotocol' // none of those asked for
  | 'unexpected-extension' // one that nobody asked for
  | 'extension-parameters'; // ours, with parameters that do not answer our offer

export type UpgradeCheck =
  | { readonly ok: true; readonly subprotocol: string | null; readonly deflate: DeflateTerms | null }
  | {
      readonly ok: false;
      readonly code: UpgradeErrorCode;
      readonly status: number;
      /** Of a redirect, where it has one. */
      readonly location: string | null;
    };

const DEFLATE = 'permessage-deflate';

/** The subprotocol and extension agreed on, or the first thing wrong with the answer. */
export function checkUpgrade(response: UpgradeResponse, expected: UpgradeExpectations): UpgradeCheck {
  const { status } = response;
  if (status >= 300 && status <= 399) {
    return { ok: false, code: 'redirect', status, location: headerValues(response, 'location')[0] ?? null };
  }
  if (status !== 101) return fail('rejected', status);
  if (!isWebSocketUpgrade(response)) return fail('missing-upgrade', status);
  const accepts = headerValues(response, 'sec-websocket-accept');
  if (accepts.length > 1) return fail('malformed', status);
  if (accepts[0] !== expected.accept) return fail('wrong-accept', status);
  const subprotocols = headerValues(response, 'sec-websocket-protocol');
  if (subprotocols.length > 1) return fail('malformed', status);
  const subprotocol = subprotocols[0] ?? null;
  if (subprotocol === null && expected.subprotocols.length > 0) return fail('missing-subprotocol', status);
  if (subprotocol !== null && !expected.subprotocols.includes(subprotocol)) {
    return fail('unexpected-subprotocol', status);
  }
  const deflate = checkExtensions(headerValues(response, 'sec-websocket-extensions'), expected.deflate);
  return typeof deflate === 'string' ? fail(deflate, status) : { ok: true, subprotocol, deflate };
}

function isWebSocketUpgrade(response: UpgradeResponse): boolean {
  if (response.minorVersion !== 1) return false;
  if (headerValues(response, 'upgrade').join(', ').toLowerCase() !== 'websocket') return false;
  const options = headerValues(response, 'connection').join(',').toLowerCase();
  return options.split(',').some((option) => option.trim() === 'upgrade');
}

function checkExtensions(
  headers: readonly string[],
  offered: boolean,
): DeflateTerms | null | UpgradeErrorCode {
  if (headers.length === 0) return null;
  const extensions = readExtensions(headers.join(', '));
  if (extensions === null) return 'malformed';
  if (!offered || extensions.length > 1 || extensions[0]!.name !== DEFLATE) return 'unexpected-extension';
  return readDeflateTerms(extensions[0]!) ?? 'extension-parameters';
}

function fail(code: UpgradeErrorCode, status: number): UpgradeCheck {
  return { ok: false, code, status, location: null };
}
