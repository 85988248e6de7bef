// Captures made by hand: packets of a WebSocket over TCP, IPv4 and Ethernet, as tcpdump would write them. For the tests
// of what reads them; every number is the test's own.

export const SERVER_PORT = 9_000;
export const CLIENT_PORT = 40_000;

export interface Sent {
  readonly atNs: number;
  readonly fromClient: boolean;
  /** Of the direction's byte numbers, from 0; -1 is the SYN. */
  readonly at: number;
  readonly payload?: Uint8Array;
  readonly isFin?: boolean;
  readonly clientPort?: number;
}

export interface Written {
  readonly little?: boolean;
  readonly linkType?: number;
}

/** A microsecond before a new second. */
const START_NS = 1_700_000_000_999_999_000n;
/** Near the end of the numbers, so that they wrap. */
const FIRST_SEQUENCE = 0xffff_fff0;
const ETHERNET = 1;

export function write(
  packets: readonly Sent[],
  { little = true, linkType = ETHERNET }: Written = {},
): Buffer {
  const words = (...values: readonly number[]) => {
    const bytes = Buffer.alloc(values.length * 4);
    values.forEach((value, i) => {
      if (little) bytes.writeUInt32LE(value, i * 4);
      else bytes.writeUInt32BE(value, i * 4);
    });
    return bytes;
  };
  const parts = packets.flatMap((packet) => {
    const data = writePacket(packet, linkType);
    const at = START_NS + BigInt(packet.atNs);
    const [second, ns] = [Number(at / 1_000_000_000n), Number(at % 1_000_000_000n)];
    return [words(second, ns, data.length, data.length), data];
  });
  return Buffer.concat([words(0xa1b23c4d, 0x00040002, 0, 0, 262_144, linkType), ...parts]);
}

function writePacket(sent: Sent, linkType: number): Buffer {
  const { fromClient, at, payload = new Uint8Array(), isFin, clientPort = CLIENT_PORT } = sent;
  const tcp = Buffer.alloc(32);
  tcp.writeUInt16BE(fromClient ? clientPort : SERVER_PORT, 0);
  tcp.writeUInt16BE(fromClient ? SERVER_PORT : clientPort, 2);
  tcp.writeUInt32BE((FIRST_SEQUENCE + 1 + at) >>> 0, 4);
  tcp[12] = 8 << 4;
  tcp[13] = 0x10 | (at < 0 ? 2 : 0) | (isFin ? 1 : 0);
  const ip = Buffer.alloc(20);
  ip[0] = 0x45;
  ip.writeUInt16BE(ip.length + tcp.length + payload.length, 2);
  ip[9] = 6;
  const link = Buffer.alloc(linkType === ETHERNET ? 14 : 4);
  if (linkType === ETHERNET) link.writeUInt16BE(0x0800, 12);
  // Padded, as Ethernet does: the packet's own length must count.
  return Buffer.concat([link, ip, tcp, payload, Buffer.alloc(6)]);
}

/** A whole message in one frame, masked where a key is given. */
export function message(text: string, key?: readonly number[], opcode = 1): Buffer {
  const payload = Buffer.from(text);
  const mask = key === undefined ? 0 : 0x80;
  const head = [0x80 | opcode];
  if (payload.length < 126) head.push(mask | payload.length);
  else head.push(mask | 126, payload.length >> 8, payload.length & 255);
  if (key === undefined) return Buffer.concat([Buffer.from(head), payload]);
  return Buffer.concat([Buffer.from([...head, ...key]), payload.map((byte, i) => byte ^ key[i & 3]!)]);
}
