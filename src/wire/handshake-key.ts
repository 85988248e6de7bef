// The pair that proves an upgrade, RFC 6455 section 1.3: the key is fresh for each connection (a RandomPool
// makes it), the accept value is what only a WebSocket server answers to it.
import { hash } from 'node:crypto';

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** The `Sec-WebSocket-Accept` that answers `key`. */
export function acceptFor(key: string): string {
  return hash('sha1', key + GUID, 'base64');
}
