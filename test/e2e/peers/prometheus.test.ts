// A run's /metrics as Prometheus itself sees it: promtool has nothing to complain about, and a real Prometheus
// that scrapes it holds what the run's own record says, second by second, and in the end its summary.
import { expect } from 'bun:test';
import type { Summary } from '../../../src/metrics/figures/shape.ts';
import { accumulate, count, emptySnapshot, type Snapshot } from '../../../src/metrics/snapshot.ts';
import { PROMETHEUS, PROMTOOL, testWith } from '../../component.ts';
import { until } from '../../until.ts';
import { readSummary, runFolder, type Started, simulate, start, temporaryFolder } from '../cli.ts';
import { expectSumsAddUp } from '../sums.ts';
import { startWs } from './peer.ts';
import { CONNECTIONS, LIMIT_MS } from './peer-run.ts';
import { readScrape, type Samples, startPrometheus } from './prometheus.ts';
import { readWindows } from './record.ts';

const LOAD = ['--connections', String(CONNECTIONS), '--message-rate', '10', '--jitter', '0s-200ms'];

/** The address as the run says it. */
function metricsUrl({ output }: Started): Promise<string> {
  return until(() => /^busyhour: metrics at (\S+)$/m.exec(output.stderr)?.[1], "the metrics' address", {
    seen: () => output,
  });
}

async function scrape(url: string): Promise<string> {
  return (await fetch(url)).text();
}

testWith(
  [PROMTOOL],
  'promtool check metrics has no complaint, before the first second and after',
  async () => {
    const simulator = await simulate([
      '--platform',
      'genesys',
      '--event-rate',
      '5',
      '--connection-limit',
      '6',
    ]);
    const run = start([
      ...['run', '--platform', 'genesys', '--base-uri', simulator.url, ...LOAD],
      ...['--ping-interval', '200ms', '--duration', '3s', '--metrics-port', '0'],
    ]);
    const url = await metricsUrl(run);
    const first = await scrape(url);
    const later = await until(async () => {
      const text = await scrape(url);
      const samples = readScrape(text);
      return samples.get('ws_throttled_total{platform="genesys-guide",what="handshakes"}')! > 0 && text;
    }, 'a handshake is throttled');
    for (const text of [first, later]) {
      const checked = Bun.spawnSync([PROMTOOL.path, 'check', 'metrics'], { stdin: Buffer.from(text) });
      expect(`${checked.stdout}${checked.stderr}`).toBe('');
      expect(checked.exitCode).toBe(0);
    }
    await run.result;
  },
  LIMIT_MS,
);

const PLAIN = 'platform="plain"';
const MESSAGES = ['sent', 'received', 'valid', 'invalid'] as const;

testWith(
  [PROMETHEUS],
  'Prometheus holds what the record says, and in the end the summary',
  async () => {
    // Each connection ends after three seconds of messages: from then on nothing changes any more. The second
    // greeting garbles a message of ours, so that every status has a count of its own.
    const greetings = ['hello', 'bh:0000000000?'];
    const peer = await startWs({ greetings, endings: [{ code: 1001, reason: 'enough' }], endAfter: 30 });
    const prometheus = await startPrometheus();
    const cwd = temporaryFolder();
    const more = '--no-redial --duration 60s --metrics-port 0'.split(' ');
    const run = start(['run', '--url', peer.url, ...LOAD, ...more], {}, cwd);
    const url = await metricsUrl(run);
    prometheus.pointAt(url);
    const gone = `ws_connection_closes_total{cause="going-away",${PLAIN}}`;
    await until(
      async () => (await prometheus.query(gone)).get(gone) === CONNECTIONS,
      'Prometheus knows of the closes',
    );
    const held = await prometheus.query('{__name__=~"ws_.*"}');
    const scraped = readScrape(await scrape(url));
    expect(withoutGenerator(held)).toEqual(withoutGenerator(scraped));
    const median = await prometheus.query('histogram_quantile(0.5, ws_latency_seconds_bucket)');
    run.process.kill('SIGINT'); // there is no more to wait for
    const result = await run.result;
    const folder = runFolder(result, cwd);
    const summary = readSummary(folder, result);
    expect(result.code).toBe(130);
    expectSumsAddUp(summary);
    expect((await peer.finalCounts()).answers).toBe(CONNECTIONS * 30);
    expectSameAsSummary(held, summary);
    expectSameBucket(median.get(`{${PLAIN}}`)!, summary.messages.roundTripUs.p50! / 1e6, held);
    const scrapes = await prometheus.scrapes(
      '{__name__=~"ws_(messages_total|latency_seconds_count|connections_o.*)"}',
    );
    expectEachIsOneSecond(scrapes, readWindows(folder));
    expect(await prometheus.typeOf('ws_latency_seconds')).toBe('histogram');
    expect(await prometheus.typeOf('ws_messages_total')).toBe('counter');
  },
  LIMIT_MS,
);

/** The generator goes on using CPU when nothing else happens. */
function withoutGenerator(samples: Samples): object {
  const rest = [...samples].filter(([series]) => !series.startsWith('ws_generator_'));
  expect(rest.length).toBeGreaterThan(100);
  return Object.fromEntries(rest);
}

function expectSameAsSummary(held: Samples, { messages, connections, handshake }: Summary): void {
  const value = (name: string, labels = '') => held.get(`${name}{${labels}${PLAIN}}`);
  const messagesHeld = (status: string) => held.get(`ws_messages_total{${PLAIN},status="${status}"}`);
  for (const status of MESSAGES) expect(messagesHeld(status)).toBe(messages[status]);
  expect(messages).toMatchObject({ valid: CONNECTIONS * 31, invalid: CONNECTIONS });
  expect(value('ws_latency_seconds_count')).toBe(messages.roundTripUs.count);
  expect(value('ws_latency_seconds_bucket', 'le="+Inf",')).toBe(messages.roundTripUs.count);
  expect(value('ws_service_latency_seconds_count')).toBe(messages.roundTripServiceUs.count);
  expect(value('ws_handshake_seconds_count')).toBe(handshake.latencyUs.count);
  expect(value('ws_connections_opened_total')).toBe(connections.opened);
  expect(value('ws_connections_open')).toBe(connections.openAtEnd);
}

/** Two readings of a median are between the same two bounds. */
function expectSameBucket(a: number, b: number, held: Samples): void {
  const bounds = [...held.keys()]
    .filter((series) => series.startsWith('ws_latency_seconds_bucket'))
    .map((series) => Number(/le="([^"]+)"/.exec(series)![1]!.replace('+Inf', 'Infinity')))
    .sort((x, y) => x - y);
  const bucketOf = (seconds: number) => bounds.findIndex((bound) => seconds <= bound);
  expect(bucketOf(a)).toBe(bucketOf(b));
}

/** Every scrape shows one and the same second of the run in all its values, and the seconds in their order. */
function expectEachIsOneSecond(scrapes: readonly Samples[], windows: readonly Snapshot[]): void {
  const seconds = [emptySnapshot()];
  for (const window of windows) seconds.push(accumulate(seconds.at(-1)!, window));
  const expected = seconds.map((soFar) => ({
    ...Object.fromEntries(MESSAGES.map((status) => [status, count(soFar, `messages${capital(status)}`)])),
    latencies: soFar.histograms.roundTrip?.count ?? 0,
    opened: count(soFar, 'opened'),
    open: soFar.gauges.open,
  }));
  let from = 0;
  for (const samples of scrapes) {
    const shown = {
      ...Object.fromEntries(
        MESSAGES.map((status) => [status, samples.get(`ws_messages_total{${PLAIN},status="${status}"}`)]),
      ),
      latencies: samples.get(`ws_latency_seconds_count{${PLAIN}}`),
      opened: samples.get(`ws_connections_opened_total{${PLAIN}}`),
      open: samples.get(`ws_connections_open{${PLAIN}}`),
    };
    const at = expected.findIndex((second, i) => i >= from && Bun.deepEquals(second, shown));
    expect({ shown, isSecond: at >= from }).toEqual({ shown, isSecond: true });
    from = at;
  }
  expect(scrapes.length).toBeGreaterThanOrEqual(3);
  expect(scrapes.some((samples) => samples.get(`ws_connections_open{${PLAIN}}`) === CONNECTIONS)).toBe(true);
}

function capital<const T extends string>(word: T): Capitalize<T> {
  return `${word[0]!.toUpperCase()}${word.slice(1)}` as Capitalize<T>;
}
