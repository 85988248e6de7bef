// The round trips of a capture: for each numbered message of the one WebSocket in it, how long after the packet that
// carries the message the packet with its answer was seen. Pure.
import type { Capture } from './pcap.ts';
import { ByteStream, type Segment, segmentsOf } from './tcp.ts';
import { messagesOf } from './wire-messages.ts';

const NUMBER = /^bh:(\d{10})/;

/** Microseconds by message number. Throws where the capture is not that of one WebSocket at that port. */
export function wireTimes(capture: Capture, port: number): Map<number, number> {
  const [one, another] = dialedIn(capture, port);
  if (one === undefined || another !== undefined)
    throw new Error(`not one connection to port ${port} begins in the capture, but none or more`);
  const [sent, answered] = [new ByteStream(one.sent), new ByteStream(one.answered)];
  const startedUs = new Map(numbered(sent));
  const times = new Map<number, number>();
  for (const [n, atUs] of numbered(answered)) {
    const fromUs = startedUs.get(n);
    if (fromUs === undefined) throw new Error(`the capture lacks message ${n}, and has its answer`);
    times.set(n, atUs - fromUs);
  }
  return times;
}

/** True once the client of the WebSocket has said its last byte. */
export function hasEnded(capture: Capture, port: number): boolean {
  return dialedIn(capture, port).some(({ sent }) => sent.some(({ isFin }) => isFin));
}

function* numbered(stream: ByteStream): Generator<readonly [n: number, atUs: number]> {
  for (const { text, atUs } of messagesOf(stream)) {
    const n = NUMBER.exec(text)?.[1];
    if (n !== undefined) yield [Number(n), atUs];
  }
}

interface Dialed {
  readonly sent: Segment[];
  readonly answered: Segment[];
}

/** The connections to the port that begin in the capture; older ones are not part of the measurement. */
function dialedIn(capture: Capture, port: number): Dialed[] {
  const dialed = new Map<number, Dialed>();
  for (const segment of segmentsOf(capture)) {
    const { from, to, isSyn } = segment;
    if (to === port && isSyn) dialed.set(from, { sent: [], answered: [] });
    if (to === port) dialed.get(from)?.sent.push(segment);
    else if (from === port) dialed.get(to)?.answered.push(segment);
  }
  return [...dialed.values()];
}
