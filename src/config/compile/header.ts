// Headers of the upgrade request, as the user adds them. run.json records each one, so none may hold a secret.
// Law: a header's value never enters a message.

import { quote } from '../problem.ts';
import type { Compilation } from './compilation.ts';

const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}$/;
const VALUE = /^[\t\u0020-\u007e\u0080-\u00ff]{0,4096}$/;
const HEADERS_MAX = 64;
const SECRET =
  /^(proxy-)?authorization$|^(set-)?cookie2?$|token|jwt|assertion|bearer|secret|passw|api-?key|credential/i;
const OWN =
  /^(sec-websocket-.*|upgrade|connection|host|content-length|transfer-encoding|te|trailer|keep-alive)$/i;

export function compileHeaders(compilation: Compilation): readonly (readonly [string, string])[] {
  const texts = compilation.value('header') ?? [];
  if (texts.length > HEADERS_MAX) compilation.complain(['header'], `more than ${HEADERS_MAX} headers`);
  const headers: (readonly [string, string])[] = [];
  for (const text of texts.slice(0, HEADERS_MAX)) {
    const header = parseHeader(text);
    if (typeof header === 'string') compilation.complain(['header'], header);
    else headers.push(header);
  }
  return headers;
}

/** Name and value, or what is wrong with the text. */
export function parseHeader(text: string): readonly [name: string, value: string] | string {
  const colon = text.indexOf(':');
  const name = text.slice(0, colon).trim();
  if (colon < 1 || !NAME.test(name)) return "must be 'Name: value', the name of letters, digits and dashes";
  if (SECRET.test(name)) {
    return (
      `the header ${quote(name)} looks like a secret, and run.json records every header; ` +
      'a bearer token goes in BUSYHOUR_TOKEN or --token-file, with --token-placement header'
    );
  }
  if (OWN.test(name)) return `the header ${quote(name)} belongs to the WebSocket handshake itself`;
  const value = text.slice(colon + 1).trim();
  if (!VALUE.test(value)) return `the header ${quote(name)} has a line break, a control character or no end`;
  return [name, value];
}
