// The code of an error that the system, OpenSSL or the runtime made: ECONNRESET, CERT_HAS_EXPIRED. Never its message.

/** undefined where it has none. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
