// Against the wire: what busyhour says of each single message, from its raw samples, and what the packets say that carried
// it and its answer. Their difference is all that this program adds: from the stamp before a message is framed to its
// packet, and from the answer's packet through the kernel's wake-up and the parser to the stamp after.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Load, loadNaively, loadWithBusyhour, type RoundTrip, type Verdict, verdictOf } from './load.ts';
import { exactPercentile, sort } from './percentile.ts';
import type { HoldServer } from './server.ts';
import { captureWhile } from './tcpdump.ts';
import { wireTimes } from './wire-times.ts';

const RATE = 1_000;

/** What a client says too much of a message, in microseconds, over all messages. */
export interface WireErrors {
  readonly messages: number;
  readonly p50Us: number;
  readonly p99Us: number;
  readonly maxUs: number;
  /** The least, which is below zero only by the grain of the clocks. */
  readonly minUs: number;
}

export interface WireRow {
  readonly busyhour: WireErrors;
  readonly naive: WireErrors;
  /** What busyhour thought of its own measurement. */
  readonly verdict: Verdict;
}

/** One connection, a thousand messages a second, answered at once. */
export async function measureWire(server: HoldServer, seconds: number, folder: string): Promise<WireRow> {
  const wanted = join(folder, 'wire');
  mkdirSync(wanted, { recursive: true });
  const load: Load = {
    url: server.url(0),
    connections: 1,
    rate: RATE,
    seconds,
    folder: wanted,
    keepsSamples: true,
  };
  const ours = await captureWhile(server.port, join(wanted, 'busyhour.pcap'), () => loadWithBusyhour(load));
  const { summary, roundTrips, dropped } = ours.result;
  if (dropped > 0 || roundTrips.length !== summary.messages.answered)
    throw new Error(`${summary.messages.answered} answers, and ${roundTrips.length} samples`);
  const busyhour = compare(roundTrips, wireTimes(ours.capture, server.port));
  const theirs = await captureWhile(server.port, join(wanted, 'naive.pcap'), () => loadNaively(load));
  const naive = compare(theirs.result, wireTimes(theirs.capture, server.port));
  return { busyhour, naive, verdict: verdictOf(summary) };
}

function compare(roundTrips: readonly RoundTrip[], wire: ReadonlyMap<number, number>): WireErrors {
  const errors = sort(
    roundTrips.map(({ n, us }) => {
      const wireUs = wire.get(n);
      if (wireUs === undefined) throw new Error(`message ${n} is not in the capture`);
      return us - wireUs;
    }),
  );
  const at = (percent: number) => exactPercentile(errors, percent);
  return { messages: errors.length, p50Us: at(50), p99Us: at(99), maxUs: at(100), minUs: errors[0]! };
}
