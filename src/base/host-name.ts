// The host of an address, as sockets and certificates take it.

/** `[::1]` as `::1`; any other name as it is. */
export function withoutBrackets(host: string): string {
  return host.replace(/^\[|\]$/g, '');
}
