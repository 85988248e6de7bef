// Against a server that knows how long it held each message: the percentiles that busyhour prints for its service time,
// and those of a naive client, beside the true ones. What is between them and the truth is the network of loopback, the
// kernel's scheduling, and the error of the clock that measures.
import { join } from 'node:path';
import { type Load, loadNaively, loadWithBusyhour, type Verdict, verdictOf } from './load.ts';
import { exactPercentile, sort } from './percentile.ts';
import type { HoldServer } from './server.ts';

const CONNECTIONS = 10;
const PER_CONNECTION = 100;
const WARM_UP_SECONDS = 2;

/** One percentile of a client's round trips against the same of what the server held, in microseconds. */
export interface Against {
  readonly trueUs: number;
  readonly saidUs: number;
}

export interface Held {
  readonly messages: number;
  /** Messages that the server held: those, and any whose answer came too late to be counted. */
  readonly held: number;
  readonly min: Against;
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

/** Whoever measures first shall not find a server whose code is not compiled yet. */
export async function warmUp(server: HoldServer, folder: string): Promise<void> {
  await loadNaively({ ...loadOf(server, 1, folder), seconds: WARM_UP_SECONDS });
}

/** A thousand messages a second for so many seconds, by the one and then by the other. */
export async function measureHold(
  server: HoldServer,
  holdMs: number,
  seconds: number,
  folder: string,
): Promise<HoldRow> {
  const load: Load = { ...loadOf(server, holdMs, join(folder, `hold-${holdMs}`)), seconds };
  server.takeTruth();
  const { summary } = await loadWithBusyhour(load);
  const { answered, roundTripServiceUs: said } = summary.messages;
  const truth = sort(server.takeTruth());
  if (truth.length < answered) throw new Error(`${answered} answers, and the server gave ${truth.length}`);
  const busyhour = against(answered, truth, ({ said: name }) => said[name]);
  const times = sort((await loadNaively(load)).map(({ us }) => us));
  const held = sort(server.takeTruth());
  const naive = against(times.length, held, ({ percent }) => exactPercentile(times, percent));
  return { holdMs, busyhour, naive, verdict: verdictOf(summary) };
}

function loadOf(server: HoldServer, holdMs: number, folder: string): Omit<Load, 'seconds'> {
  const [connections, rate, url] = [CONNECTIONS, PER_CONNECTION, server.url(holdMs)];
  return { url, connections, rate, folder, keepsSamples: false };
}

const MIN = { said: 'min', percent: 0 } as const;
const P50 = { said: 'p50', percent: 50 } as const;
const P99 = { said: 'p99', percent: 99 } as const;
type Asked = typeof MIN | typeof P50 | typeof P99;

function against(messages: number, truth: Float64Array, said: (asked: Asked) => number): Held {
  const at = (asked: Asked) => ({ trueUs: exactPercentile(truth, asked.percent), saidUs: said(asked) });
  return { messages, held: truth.length, min: at(MIN), p50: at(P50), p99: at(P99) };
}
