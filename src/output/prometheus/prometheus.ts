// /metrics for Prometheus while a run lasts, on loopback unless told otherwise. Computes at the scrape, from the
// last snapshot alone; between scrapes it costs nothing. Law: counters only ever grow, and every value is that of
// the same second.
import { type Metric, Registry } from 'prom-client';
import { AppError, EXIT } from '../../base/app-error.ts';
import type { Summary } from '../../metrics/figures/shape.ts';
import type { RunEvent } from '../../metrics/record/event.ts';
import type { Moment } from '../../metrics/record/moment.ts';
import type { RunRecord } from '../../metrics/record/record.ts';
import { emptySnapshot } from '../../metrics/snapshot.ts';
import type { Output } from '../output.ts';
import type { RunInfo } from '../run-info.ts';
import { FAMILIES, type Family, type Reading } from './families.ts';

export interface PrometheusOptions {
  /** An address of this machine; 127.0.0.1 where left out. */
  readonly host?: string;
  /** 0 takes any free one. */
  readonly port: number;
}

export class PrometheusOutput implements Output, AsyncDisposable {
  readonly name = 'the metrics endpoint';
  readonly #host: string;
  readonly #wantedPort: number;
  readonly #registry = new Registry();
  #server: Bun.Server<undefined> | undefined;
  #reading: Reading | undefined;

  constructor({ host = '127.0.0.1', port }: PrometheusOptions) {
    this.#host = host;
    this.#wantedPort = port;
    for (const family of FAMILIES) register(this.#registry, family, () => this.#reading);
  }

  /** Where it listens, once started: `http://127.0.0.1:9090/metrics`. */
  get url(): string | undefined {
    const host = this.#host.includes(':') ? `[${this.#host}]` : this.#host;
    return this.#server && `http://${host}:${this.#server.port}/metrics`;
  }

  async start(run: RunInfo): Promise<void> {
    this.#reading = { run, window: emptySnapshot(), soFar: emptySnapshot() };
    try {
      this.#server = Bun.serve({
        hostname: this.#host,
        port: this.#wantedPort,
        development: false,
        // Without development Bun shares the port with whoever does the same, and scrapes would alternate.
        reusePort: false,
        fetch: (request) => this.#answer(request),
        error: () => new Response('busyhour could not read its metrics\n', { status: 500 }),
      });
    } catch (error) {
      throw cannotListen(error, this.#host, this.#wantedPort);
    }
  }

  moment({ window }: Moment, { total: soFar }: RunRecord): void {
    if (this.#reading) this.#reading = { ...this.#reading, window, soFar };
  }

  event(_event: RunEvent): void {}

  async finish(_summary: Summary): Promise<void> {
    await this.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Gives the port back; harmless when it never was taken. */
  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    await server?.stop(true);
  }

  async #answer(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (pathname === '/') return new Response('busyhour: the metrics are at /metrics\n');
    if (pathname !== '/metrics')
      return new Response('not found; the metrics are at /metrics\n', { status: 404 });
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return new Response('only GET is answered\n', { status: 405, headers: { allow: 'GET, HEAD' } });
    const headers = { 'content-type': this.#registry.contentType, 'cache-control': 'no-store' };
    return new Response(await this.#registry.metrics(), { headers });
  }
}

/**
 * prom-client's metrics count what they observe and cannot be told their values. All its registry asks of a metric
 * is a name and `get()`, so a family is one that reads its values from the snapshot when asked.
 */
function register(
  registry: Registry,
  { name, help, type, read }: Family,
  reading: () => Reading | undefined,
): void {
  const metric = {
    name,
    get: async () => {
      const now = reading();
      return { name, help, type, values: now ? read(now) : [], aggregator: 'sum' };
    },
    reset: () => {},
  };
  registry.registerMetric(metric as unknown as Metric);
}

function cannotListen(error: unknown, host: string, port: number): AppError {
  const code = (error as { code?: unknown } | null)?.code;
  const options = { cause: error, exitCode: EXIT.usage };
  if (code === 'EADDRINUSE') {
    return new AppError('E_PORT_IN_USE', `the metrics port ${port} on ${host} is in use by another program`, {
      ...options,
      hint: 'Give another one with --metrics-port, or 0 for any that is free.',
    });
  }
  const why =
    code === 'EACCES' ? 'this user may not use that port' : 'that is no address and port of this machine';
  return new AppError('E_CONFIG', `cannot serve metrics on ${host} port ${port}: ${why}`, {
    ...options,
    hint: 'Use a port from 1024 to 65535 on an address of this machine, such as 127.0.0.1.',
  });
}
