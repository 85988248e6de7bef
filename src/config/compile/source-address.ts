// Local addresses to dial from: one address has some 28,000 ports toward one target, so large loads need several.
// Pure arithmetic on addresses; whether this machine has them is found out when it dials.
import { isIP } from 'node:net';
import { quote } from '../problem.ts';

const ADDRESSES_MAX = 65_536;
/** Above this many on one address, the kernel's search for a free port becomes slow (docs/decisions/001-runtime.md). */
export const PER_ADDRESS = 4_000;

/** All addresses of the texts, each an address or an IPv4 range `127.0.0.2-127.0.0.20`; or what is wrong. */
export function expandAddresses(texts: readonly string[]): readonly string[] | { readonly problem: string } {
  const all: string[] = [];
  for (const text of texts) {
    const [first = '', last = first, ...rest] = text.trim().split('-');
    if (last === first && rest.length === 0) {
      if (isIP(first) === 0) return { problem: `${quote(text)} is no IP address` };
      all.push(first);
      continue;
    }
    if (isIP(first) !== 4 || isIP(last) !== 4 || rest.length > 0) {
      return { problem: `${quote(text)} is no range of IPv4 addresses such as 127.0.0.2-127.0.0.20` };
    }
    const from = toNumber(first);
    const to = toNumber(last);
    if (to < from) return { problem: `${quote(text)} ends before it begins` };
    if (to - from >= ADDRESSES_MAX)
      return { problem: `${quote(text)} has more than ${ADDRESSES_MAX} addresses` };
    for (let at = from; at <= to; at++) all.push(toText(at));
  }
  if (all.length > ADDRESSES_MAX) return { problem: `more than ${ADDRESSES_MAX} addresses` };
  return [...new Set(all)];
}

/** Enough loopback addresses for so many connections to 127.0.0.0/8; none where one is enough. */
export function loopbackAddresses(connections: number): readonly string[] {
  if (connections <= PER_ADDRESS) return [];
  const count = Math.min(Math.ceil(connections / PER_ADDRESS), ADDRESSES_MAX);
  return Array.from({ length: count }, (_, i) => toText(toNumber('127.0.0.2') + i));
}

function toNumber(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

function toText(number: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.');
}
