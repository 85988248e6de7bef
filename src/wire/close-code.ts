// Close codes of RFC 6455 section 7.4 and the IANA registry: which may travel in a frame, and their names.
// Says nothing about what a code means for a run: that is metrics' and the platform's reading.

/** The codes that this program itself writes or compares with. */
export const CLOSE = {
  normal: 1000,
  goingAway: 1001,
  protocolError: 1002,
  unsupportedData: 1003,
  /** Never on the wire: the close frame carried no code. */
  noStatus: 1005,
  /** Never on the wire: the connection ended without a close frame. */
  abnormal: 1006,
  invalidPayload: 1007,
  policy: 1008,
  tooBig: 1009,
  mandatoryExtension: 1010,
  internalError: 1011,
  serviceRestart: 1012,
  tryAgainLater: 1013,
  badGateway: 1014,
  /** Never on the wire: the TLS handshake failed. */
  tlsHandshake: 1015,
} as const;

/** The longest reason, in bytes of UTF-8: a control frame's 125 less the code's two. */
export const MAX_REASON_BYTES = 123;

const NAMES: Readonly<Record<number, string>> = {
  1000: 'normal',
  1001: 'going away',
  1002: 'protocol error',
  1003: 'unsupported data',
  1004: 'reserved',
  1005: 'no status',
  1006: 'abnormal',
  1007: 'invalid payload',
  1008: 'policy violation',
  1009: 'message too big',
  1010: 'mandatory extension',
  1011: 'internal error',
  1012: 'service restart',
  1013: 'try again later',
  1014: 'bad gateway',
  1015: 'TLS handshake',
};

/**
 * Whether a close frame may carry the code, in either direction: the registered ones but 1004, 1005, 1006
 * and 1015, the libraries' 3000-3999 and the applications' 4000-4999.
 */
export function mayTravel(code: number): boolean {
  if (code >= 3000) return code <= 4999;
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014);
}

/** A code in words: `normal`, `going away`, `application 4006`. */
export function closeName(code: number): string {
  const name = NAMES[code];
  if (name !== undefined) return name;
  if (code >= 3000 && code <= 3999) return `library ${code}`;
  if (code >= 4000 && code <= 4999) return `application ${code}`;
  return `unassigned ${code}`;
}
