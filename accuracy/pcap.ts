// A capture file of tcpdump's, packet by packet: the classic format with nanosecond stamps, in either byte order.
// Pure. Law: a last packet that is not all there yet is left out; anything else that is wrong is an error.

export interface Packet {
  /** Microseconds since the first packet of the file, with a fraction. */
  readonly atUs: number;
  /** From the link layer on. */
  readonly data: Uint8Array;
}

export interface Capture {
  readonly linkType: number;
  readonly packets: readonly Packet[];
}

const NANOSECOND_MAGIC = 0xa1b23c4d;
const FILE_HEAD = 24;
const PACKET_HEAD = 16;

export function parseCapture(bytes: Uint8Array): Capture {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < FILE_HEAD) throw new Error('the capture is shorter than its head');
  const little = view.getUint32(0, true) === NANOSECOND_MAGIC;
  if (!little && view.getUint32(0) !== NANOSECOND_MAGIC)
    throw new Error('this is no capture with nanosecond stamps');
  const word = (at: number) => view.getUint32(at, little);
  const packets: Packet[] = [];
  let firstSecond = 0;
  let firstNs = 0;
  for (let at = FILE_HEAD; at + PACKET_HEAD <= bytes.length; ) {
    const [second, ns, length, fullLength] = [word(at), word(at + 4), word(at + 8), word(at + 12)];
    if (length !== fullLength) throw new Error(`a packet of ${fullLength} bytes was captured as ${length}`);
    at += PACKET_HEAD + length;
    if (at > bytes.length) break;
    if (packets.length === 0) [firstSecond, firstNs] = [second, ns];
    const atUs = (second - firstSecond) * 1e6 + (ns - firstNs) / 1e3;
    packets.push({ atUs, data: bytes.subarray(at - length, at) });
  }
  return { linkType: word(20), packets };
}
