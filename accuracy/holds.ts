// Against a server that knows how long it held each message: the percentiles that busyhour prints for its service time,
// and those of a naive client, beside the true ones. What is between them and the truth is the network of loopback, the
// kernel's scheduling, and the error of the clock that measures.
import { join } from 'node:path';
import { type Load, loadNaively, loadWithBusyhour, type Verdict, verdictOf } from './load.ts';
import { exactPercentile, sort } from './percentile.ts';
import type { HoldServer } from './server.ts';

const CONNECTIONS = 10;
const PER_CONNECTION = 100;

/** One percentile of a client's round trips against the same of what the server held, in microseconds. */
export interface Against {
  readonly trueUs: number;
  readonly saidUs: number;
}

export interface Held {
  readonly messages: number;
  /** Messages that the server held: those, and any whose answer came too late to be counted. */
  readonly held: number;
  readonly p50: Against;
  readonly p99: Against;
}

export interface HoldRow {
  readonly holdMs: number;
  readonly busyhour: Held;
  readonly naive: Held;
  /** What busyhour thought of its own measurement. */
  readonly verdict: Verdict;
}

/** A thousand messages a second for so many seconds, by the one and then by the other. */
export async function measureHold(
  server: HoldServer,
  holdMs: number,
  seconds: number,
  folder: string,
): Promise<HoldRow> {
  const load: Load = {
    url: server.url(holdMs),
    connections: CONNECTIONS,
    rate: PER_CONNECTION,
    seconds,
    folder: join(folder, `hold-${holdMs}`),
    keepsSamples: false,
  };
  await server.takeTruth();
  const { summary } = await loadWithBusyhour(load);
  const { answered, roundTripServiceUs: said } = summary.messages;
  const truth = sort(await server.takeTruth());
  if (truth.length < answered) throw new Error(`${answered} answers, and the server gave ${truth.length}`);
  const busyhour = against(answered, truth, (percent) => (percent === 50 ? said.p50 : said.p99));
  const times = sort((await loadNaively(load)).map(({ us }) => us));
  const naive = against(times.length, sort(await server.takeTruth()), (percent) =>
    exactPercentile(times, percent),
  );
  return { holdMs, busyhour, naive, verdict: verdictOf(summary) };
}

function against(messages: number, truth: Float64Array, said: (percent: 50 | 99) => number): Held {
  const at = (percent: 50 | 99) => ({ trueUs: exactPercentile(truth, percent), saidUs: said(percent) });
  return { messages, held: truth.length, p50: at(50), p99: at(99) };
}
