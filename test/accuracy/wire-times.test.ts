// What reads captures, on captures made by hand: times to the nanosecond whatever the packets' cut, and an error rather
// than a time where the capture is not whole.
import { describe, expect, test } from 'bun:test';
import { parseCapture } from '../../accuracy/pcap.ts';
import { hasEnded, wireTimes } from '../../accuracy/wire-times.ts';
import { CLIENT_PORT, message, SERVER_PORT, type Sent, type Written, write } from './packets.ts';

const KEY = [0x11, 0x22, 0x33, 0x44];
const REQUEST = Buffer.from('GET / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n');
const RESPONSE = Buffer.from('HTTP/1.1 101 Switching Protocols\r\n\r\n');
const numbered = (n: number, length = 32) => `bh:${String(n).padStart(10, '0')}`.padEnd(length, 'x');

/** A direction, byte by byte: each call is one packet with what follows. */
function direction(fromClient: boolean, clientPort = CLIENT_PORT) {
  let next = -1;
  return (atNs: number, payload: Uint8Array = new Uint8Array(), isFin = false): Sent => {
    const at = next;
    next += at < 0 ? 1 : payload.length;
    return { atNs, fromClient, at, payload, isFin, clientPort };
  };
}

function opened() {
  const [client, server] = [direction(true), direction(false)];
  const packets = [client(0), server(10), client(20, REQUEST), server(30, RESPONSE)];
  return { client, server, packets };
}

const times = (packets: readonly Sent[], written?: Written) =>
  wireTimes(parseCapture(write(packets, written)), SERVER_PORT);

describe('the round trips of a capture', () => {
  test.each([
    { little: true, linkType: 1 },
    { little: false, linkType: 1 },
    { little: true, linkType: 0 },
  ])("are those of its packets, to the nanosecond, over a second's end (%p)", (written) => {
    const { client, server, packets } = opened();
    packets.push(client(700, message(numbered(0), KEY)), server(1_001_234, message(numbered(0))));
    packets.push(client(2_000_000, message(numbered(1), KEY)), server(2_000_001, message(numbered(1))));
    const found = times(packets, written);
    expect(found.size).toBe(2);
    expect(found.get(0)).toBeCloseTo(1_000.534, 6);
    expect(found.get(1)).toBeCloseTo(0.001, 6);
  });

  test("count from the packet with a frame's last byte, whatever else a packet holds", () => {
    const { client, server, packets } = opened();
    const asked = Buffer.concat([0, 1, 2].map((n) => message(numbered(n, 300), KEY)));
    packets.push(client(1_000, asked.subarray(0, 500)), client(5_000, asked.subarray(500)));
    const ping = message('hello', undefined, 9);
    const answers = Buffer.concat([
      message(numbered(0, 300)),
      ping,
      message('event'),
      message(numbered(2, 300)),
    ]);
    const cut = answers.length - 1;
    packets.push(server(9_000, answers.subarray(0, cut)), server(12_000, answers.subarray(cut)));
    const found = times(packets);
    expect([...found.keys()]).toEqual([0, 2]);
    expect(found.get(0)).toBeCloseTo(8, 6);
    expect(found.get(2)).toBeCloseTo(7, 6);
  });

  test('are not those of a repeated packet, nor of other connections', () => {
    const { client, server, packets } = opened();
    const first = client(1_000, message(numbered(0), KEY));
    const older = direction(true, CLIENT_PORT + 1);
    older(0);
    packets.push(first, older(1_100, REQUEST, true), { ...first, atNs: 3_000 });
    packets.push(server(4_000, message(numbered(0))));
    const parsed = parseCapture(write(packets));
    expect(wireTimes(parsed, SERVER_PORT).get(0)).toBeCloseTo(3, 6);
    expect(hasEnded(parsed, SERVER_PORT)).toBe(false);
    expect(hasEnded(parseCapture(write([...packets, client(9_000, undefined, true)])), SERVER_PORT)).toBe(
      true,
    );
  });

  test('are none where bytes, packets or connections are missing, or too many', () => {
    const { client, server, packets } = opened();
    const asked = client(1_000, message(numbered(0), KEY));
    const answer = server(2_000, message(numbered(0)));
    const other = direction(true, CLIENT_PORT + 1);
    expect(() => times([...packets, answer])).toThrow('lacks message 0');
    expect(() => times([...packets, asked, { ...answer, at: answer.at + 5 }])).toThrow('lacks 5 bytes');
    expect(() => times([...packets, other(50)])).toThrow('not one connection');
    expect(() => times([])).toThrow('not one connection');
  });
});

describe('a capture file', () => {
  test('may be cut in its last packet, which then is not there', () => {
    const whole = write(opened().packets);
    for (let cut = 1; cut < 40; cut++) expect(parseCapture(whole.subarray(0, -cut)).packets).toHaveLength(3);
  });

  test('is refused where its stamps are coarse, its packets shortened, or it is none', () => {
    const file = write(opened().packets);
    const shortened = Buffer.from(file);
    shortened.writeUInt32LE(9_999, 24 + 12);
    const coarse = Buffer.from(file);
    coarse.writeUInt32LE(0xa1b2c3d4, 0);
    expect(() => parseCapture(shortened)).toThrow('captured as');
    expect(() => parseCapture(coarse)).toThrow('nanosecond');
    expect(() => parseCapture(new Uint8Array(5))).toThrow('shorter');
    expect(() => times(opened().packets, { linkType: 113 })).toThrow('link type 113');
  });
});
