// TCP over IPv4 out of captured packets: segments, and each direction of a connection as one run of bytes that knows
// when each of them was seen. Pure. Law: a byte counts from the first packet that carried it, and a byte that no packet
// carried is an error: then the capture has a gap, and nothing it says of times can be trusted.
import type { Capture } from './pcap.ts';

export interface Segment {
  readonly atUs: number;
  readonly from: number;
  readonly to: number;
  readonly sequence: number;
  readonly isSyn: boolean;
  readonly isFin: boolean;
  readonly payload: Uint8Array;
}

const ETHERNET = 1;
/** BSD's loopback, of two kinds: four bytes of address family. */
const LOOPBACK = [0, 108];
const TCP = 6;

export function* segmentsOf({ linkType, packets }: Capture): Generator<Segment> {
  for (const { atUs, data } of packets) {
    const ip = payloadOf(linkType, data);
    if (ip === undefined || ip[0]! >> 4 !== 4 || ip[9] !== TCP) continue;
    const view = new DataView(ip.buffer, ip.byteOffset, ip.byteLength);
    const tcp = (ip[0]! & 15) * 4;
    const flags = ip[tcp + 13]!;
    yield {
      atUs,
      from: view.getUint16(tcp),
      to: view.getUint16(tcp + 2),
      sequence: view.getUint32(tcp + 4),
      isSyn: (flags & 2) !== 0,
      isFin: (flags & 1) !== 0,
      // The packet may be padded: its own length counts.
      payload: ip.subarray(tcp + (ip[tcp + 12]! >> 4) * 4, view.getUint16(2)),
    };
  }
}

function payloadOf(linkType: number, data: Uint8Array): Uint8Array | undefined {
  if (LOOPBACK.includes(linkType)) return data.subarray(4);
  if (linkType !== ETHERNET) throw new Error(`captures of link type ${linkType} are not read here`);
  const isIpv4 = data[12] === 8 && data[13] === 0;
  return isIpv4 ? data.subarray(14) : undefined;
}

export class ByteStream {
  readonly bytes: Uint8Array;
  readonly #pieces: readonly { readonly end: number; readonly atUs: number }[];

  /** Of the segments of one direction, in the order in which they were captured, the SYN first. */
  constructor(segments: readonly Segment[]) {
    const syn = segments.find(({ isSyn }) => isSyn);
    if (syn === undefined) throw new Error('the capture lacks the beginning of a connection');
    const parts: Uint8Array[] = [];
    const pieces: { end: number; atUs: number }[] = [];
    let end = 0;
    for (const { sequence, payload, atUs } of segments) {
      const start = (sequence - syn.sequence - 1) | 0;
      if (payload.length === 0 || start + payload.length <= end) continue;
      if (start > end) throw new Error(`the capture lacks ${start - end} bytes of a connection`);
      parts.push(payload.subarray(end - start));
      end = start + payload.length;
      pieces.push({ end, atUs });
    }
    this.bytes = Buffer.concat(parts);
    this.#pieces = pieces;
  }

  /** When byte number `at` was first seen. */
  seenAtUs(at: number): number {
    let [low, high] = [0, this.#pieces.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#pieces[middle]!.end > at) high = middle;
      else low = middle + 1;
    }
    return this.#pieces[low]!.atUs;
  }
}
