// An address and a port as the kernel takes them: struct sockaddr_in and sockaddr_in6.
import { isIPv6 } from 'node:net';

const AF_INET = 2;
const AF_INET6 = 10;

export interface SocketAddress {
  /** What a socket for it is made with. */
  readonly family: number;
  readonly bytes: Uint8Array;
}

/** `address` is literal, IPv4 or IPv6. */
export function socketAddress(address: string, port: number): SocketAddress {
  const v6 = isIPv6(address);
  const family = v6 ? AF_INET6 : AF_INET;
  const bytes = new Uint8Array(v6 ? 28 : 16);
  const view = new DataView(bytes.buffer);
  // Every processor we run on is little-endian; the port and the address are in network order.
  view.setUint16(0, family, true);
  view.setUint16(2, port);
  if (v6) for (const [i, group] of groups(address).entries()) view.setUint16(8 + i * 2, group);
  else for (const [i, part] of address.split('.').entries()) bytes[4 + i] = Number(part);
  return { family, bytes };
}

/** The eight groups of an IPv6 address; a zone is left out, an embedded IPv4 address counts for two. */
function groups(address: string): number[] {
  const [head = '', tail] = withoutDots(address.split('%')[0]!).split('::');
  const first = hex(head);
  if (tail === undefined) return first;
  const last = hex(tail);
  return [...first, ...new Array(8 - first.length - last.length).fill(0), ...last];
}

function hex(part: string): number[] {
  return part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16));
}

function withoutDots(address: string): string {
  const at = address.lastIndexOf(':') + 1;
  const dotted = address.slice(at);
  if (!dotted.includes('.')) return address;
  const [a, b, c, d] = dotted.split('.').map(Number) as [number, number, number, number];
  return `${address.slice(0, at)}${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
}
