// What permessage-deflate is agreed on, RFC 7692 section 7.1: the offer we make and the check of the answer.
// Neither side takes its context over to the next message, so a connection holds no compressor.
import type { Extension } from './extension-list.ts';

/** The value of our `Sec-WebSocket-Extensions`. */
export const DEFLATE_OFFER =
  'permessage-deflate; client_no_context_takeover; server_no_context_takeover; client_max_window_bits';

export interface DeflateTerms {
  /** 8 to 15: the window that what we send may refer back into, as a power of two. */
  readonly clientWindowBits: number;
  /** 8 to 15: the same of what the server sends. */
  readonly serverWindowBits: number;
}

const BITS = /^(?:[89]|1[0-5])$/;

/**
 * The terms that an answer to our offer sets, or null where a parameter is unknown, repeated, out of range, or
 * where the server would keep its context, which we asked it not to.
 */
export function readDeflateTerms(answer: Extension): DeflateTerms | null {
  let clientWindowBits = 15;
  let serverWindowBits = 15;
  const seen = new Set<string>();
  for (const { name, value } of answer.parameters) {
    if (seen.has(name)) return null;
    seen.add(name);
    switch (name) {
      case 'client_no_context_takeover':
      case 'server_no_context_takeover':
        if (value !== null) return null;
        break;
      case 'client_max_window_bits':
        if (value === null || !BITS.test(value)) return null;
        clientWindowBits = Number(value);
        break;
      case 'server_max_window_bits':
        if (value === null || !BITS.test(value)) return null;
        serverWindowBits = Number(value);
        break;
      default:
        return null;
    }
  }
  return seen.has('server_no_context_takeover') ? { clientWindowBits, serverWindowBits } : null;
}
