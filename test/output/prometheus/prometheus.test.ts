import { afterEach, describe, expect, test } from 'bun:test';
import { AppError } from '../../../src/base/app-error.ts';
import { CLOSE_CAUSES, FAILURE_KINDS } from '../../../src/metrics/outcome.ts';
import { PrometheusOutput } from '../../../src/output/prometheus/prometheus.ts';
import {
  countedSnapshot,
  histogramOf,
  makePlan,
  makeRun,
  makeRunInfo,
  snapshotWith,
  tell,
} from '../fixtures.ts';

const started: PrometheusOutput[] = [];
afterEach(async () => {
  for (const output of started.splice(0)) await output.close();
});

async function serve(run = makeRunInfo()): Promise<PrometheusOutput> {
  const output = new PrometheusOutput({ port: 0 });
  started.push(output);
  await output.start(run);
  return output;
}

/** Every sample of a scrape by its name and labels, as Prometheus reads them. */
async function scrape(output: PrometheusOutput): Promise<Map<string, number>> {
  const response = await fetch(output.url!);
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  const samples = new Map<string, number>();
  for (const line of (await response.text()).split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const space = line.lastIndexOf(' ');
    expect(samples.has(line.slice(0, space))).toBe(false);
    samples.set(line.slice(0, space), Number(line.slice(space + 1)));
  }
  return samples;
}

describe('/metrics', () => {
  test('every counter and gauge has the value of the snapshot', async () => {
    const output = await serve();
    const counted = countedSnapshot();
    tell(output, counted, counted);
    const samples = await scrape(output);
    const p = 'platform="genesys-guide"';
    const c = (name: keyof typeof counted.counters) => counted.counters[name]!;
    const expected: Record<string, number> = {
      [`ws_run_info{${p},profile="ramp-up",version="0.1.0"}`]: 1,
      [`ws_connections_open{${p}}`]: 240,
      [`ws_connections_target{${p}}`]: 250,
      [`ws_connections_asked_total{${p}}`]: c('asked'),
      [`ws_connections_attempted_total{${p}}`]: c('attempted'),
      [`ws_connections_opened_total{${p}}`]: c('opened'),
      [`ws_connections_not_attempted_total{${p},reason="run-ended"}`]: 5,
      [`ws_handshake_failures_total{${p},kind="throttled"}`]: 7,
      [`ws_handshake_failures_total{${p},kind="tcp-refused"}`]: 2,
      [`ws_handshake_failures_total{${p},kind="tcp-reset"}`]: 0,
      [`ws_connection_closes_total{${p},cause="reset"}`]: 3,
      [`ws_connection_closes_total{${p},cause="ours"}`]: 4,
      [`ws_messages_total{${p},status="sent"}`]: c('messagesSent'),
      [`ws_messages_total{${p},status="received"}`]: c('messagesReceived'),
      [`ws_messages_total{${p},status="valid"}`]: c('messagesValid'),
      [`ws_messages_total{${p},status="invalid"}`]: c('messagesInvalid'),
      [`ws_bytes_total{${p},direction="sent"}`]: c('bytesSent'),
      [`ws_bytes_total{${p},direction="received"}`]: c('bytesReceived'),
      [`ws_pings_total{${p},status="sent"}`]: c('pingsSent'),
      [`ws_pings_total{${p},status="answered"}`]: c('pongsReceived'),
      [`ws_pings_total{${p},status="received"}`]: c('pingsReceived'),
      [`ws_throttled_total{${p},what="handshakes"}`]: c('throttledHandshakes'),
      [`ws_throttled_total{${p},what="messages"}`]: c('throttledMessages'),
      [`ws_backpressure_events_total{${p}}`]: c('backPressureEvents'),
      [`ws_backpressure_paused_seconds_total{${p}}`]: c('backPressurePausedUs') / 1e6,
      ws_generator_late_starts_total: c('lateStarts'),
      ws_generator_cpu_ratio: 0.42,
      ws_generator_memory_bytes: 123_456_789,
    };
    for (const [name, value] of Object.entries(expected))
      expect([name, samples.get(name)]).toEqual([name, value]);
    for (const kind of FAILURE_KINDS)
      expect(samples.has(`ws_handshake_failures_total{${p},kind="${kind}"}`)).toBe(true);
    for (const cause of CLOSE_CAUSES)
      expect(samples.has(`ws_connection_closes_total{${p},cause="${cause}"}`)).toBe(true);
  });

  test('histograms have the buckets, the sum and the count of the recorded values', async () => {
    const output = await serve();
    const window = snapshotWith({
      histograms: {
        roundTrip: histogramOf(800, 800, 1_500, 40_000, 90_000_000),
        roundTripService: histogramOf(700),
        handshakeLatency: histogramOf(2_000, 2_000),
        phaseTcp: histogramOf(150),
        push: histogramOf(60),
        pingRtt: histogramOf(300),
        loopLag: histogramOf(90, 90, 90),
      },
    });
    tell(output, window, window);
    const samples = await scrape(output);
    const bucket = (le: string) =>
      samples.get(`ws_latency_seconds_bucket{platform="genesys-guide",le="${le}"}`);
    expect(['0.0001', '0.0005', '0.001', '0.0025', '0.025', '0.05', '60', '+Inf'].map(bucket)).toEqual([
      0, 0, 2, 3, 3, 4, 4, 5,
    ]);
    expect(samples.get('ws_latency_seconds_count{platform="genesys-guide"}')).toBe(5);
    const sum = samples.get('ws_latency_seconds_sum{platform="genesys-guide"}')!;
    expect(Math.abs(sum - 90.0431)).toBeLessThan(0.001 * 90.0431);
    expect(samples.get('ws_service_latency_seconds_sum{platform="genesys-guide"}')).toBe(0.0007);
    expect(samples.get('ws_handshake_seconds_count{platform="genesys-guide"}')).toBe(2);
    expect(samples.get('ws_handshake_seconds_sum{platform="genesys-guide"}')).toBe(0.004);
    expect(samples.get('ws_handshake_phase_seconds_count{platform="genesys-guide",phase="tcp"}')).toBe(1);
    expect(samples.get('ws_handshake_phase_seconds_count{platform="genesys-guide",phase="tls"}')).toBe(0);
    expect(samples.get('ws_push_latency_seconds_sum{platform="genesys-guide"}')).toBe(0.00006);
    expect(samples.get('ws_ping_rtt_seconds_count{platform="genesys-guide"}')).toBe(1);
    expect(samples.get('ws_generator_loop_lag_seconds_bucket{le="0.0001"}')).toBe(3);
  });

  test('counters of a run only ever grow, sums of histograms too', async () => {
    const { run, windows, soFar } = makeRun();
    const output = await serve(run);
    let before = await scrape(output);
    for (const i of [0, 20, 50, 57]) {
      tell(output, windows[i]!, soFar[i]!);
      const now = await scrape(output);
      expect([...now.keys()]).toEqual([...before.keys()]);
      for (const [name, value] of now)
        if (/_total|_bucket|_sum|_count/.test(name)) expect(value).toBeGreaterThanOrEqual(before.get(name)!);
      before = now;
    }
    expect(before.get('ws_messages_total{platform="genesys-guide",status="sent"}')).toBe(17_700);
  });

  test('neither the address nor an identifier is anywhere in it', async () => {
    const plan = makePlan();
    const output = await serve(
      makeRunInfo({
        ...plan,
        target: { ...plan.target, url: 'wss://secret.example/x?tenant=42', headers: [['x-key', 'k-123']] },
      }),
    );
    const text = await (await fetch(output.url!)).text();
    expect(text).not.toMatch(/secret\.example|tenant|k-123|20261120T/);
  });

  test('a platform with quotes in its name is still one label', async () => {
    const plan = makePlan();
    const output = await serve(makeRunInfo({ ...plan, platform: { ...plan.platform, name: 'a"} 1\nb\\' } }));
    expect((await scrape(output)).get('ws_connections_open{platform="a\\"} 1\\nb\\\\"}')).toBe(0);
  });

  test('answers at /metrics alone, to GET and HEAD alone', async () => {
    const output = await serve();
    const url = output.url!;
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/metrics$/);
    expect((await fetch(url.replace('/metrics', '/'))).status).toBe(200);
    expect((await fetch(url.replace('/metrics', '/other'))).status).toBe(404);
    expect((await fetch(url, { method: 'POST', body: 'x' })).status).toBe(405);
    expect((await fetch(url, { method: 'HEAD' })).status).toBe(200);
  });

  test('gives its port back at the end', async () => {
    const { summary } = makeRun();
    const output = await serve();
    const url = output.url!;
    await output.finish(summary);
    expect(output.url).toBeUndefined();
    const again = new PrometheusOutput({ port: Number(new URL(url).port) });
    started.push(again);
    await again.start(makeRunInfo());
    expect(again.url).toBe(url);
  });
});

describe('a port that cannot be had', () => {
  async function failure(options: { host?: string; port: number }): Promise<AppError> {
    const output = new PrometheusOutput(options);
    started.push(output);
    const error = await output.start(makeRunInfo()).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(AppError);
    return error as AppError;
  }

  test('in use: which one, and what to do', async () => {
    const port = Number(new URL((await serve()).url!).port);
    const error = await failure({ port });
    expect([error.code, error.exitCode]).toEqual(['E_PORT_IN_USE', 2]);
    expect(error.message).toBe(`the metrics port ${port} on 127.0.0.1 is in use by another program`);
    expect(error.hint).toContain('--metrics-port');
  });

  test('an address that is not of this machine', async () => {
    const error = await failure({ host: '192.0.2.1', port: 0 });
    expect([error.code, error.exitCode]).toEqual(['E_CONFIG', 2]);
    expect(error.message).toContain('192.0.2.1');
  });
});
