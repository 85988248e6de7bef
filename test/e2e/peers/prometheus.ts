// A real Prometheus that scrapes a run each second, and its HTTP API. It looks for new targets only every five
// seconds, so it is started first and scrapes a signpost, which leads to the run's own address once there is one.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROMETHEUS } from '../../component.ts';
import { until } from '../../until.ts';
import { cleanups, startProgram, temporaryFolder } from '../cli.ts';

/** Series by name and labels, as `name{a="b",c="d"}` with the labels sorted; those Prometheus adds left out. */
export type Samples = ReadonlyMap<string, number>;

export interface Prometheus {
  /** From now on it scrapes this address. */
  pointAt(url: string): void;
  query(expression: string): Promise<Samples>;
  /** Each scrape of the last minutes on its own, oldest first: of the series that the selector names. */
  scrapes(selector: string): Promise<Samples[]>;
  /** The type of a metric, as a scrape told it. */
  typeOf(metric: string): Promise<string | undefined>;
}

type Labels = Readonly<Record<string, string>>;

interface Result {
  readonly metric: Labels;
  readonly value: readonly [number, string];
  readonly values: readonly (readonly [number, string])[];
}

export async function startPrometheus(): Promise<Prometheus> {
  let target: string | undefined;
  const signpost = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    fetch: () =>
      target === undefined ? new Response('nothing yet\n', { status: 404 }) : Response.redirect(target, 307),
  });
  cleanups.push(() => signpost.stop(true));
  const api = await launch(signpost.port!);
  const ask = async <T>(path: string, parameters: Record<string, string> = {}) => {
    const response = await fetch(`${api}${path}?${new URLSearchParams(parameters)}`);
    const { status, data, error } = (await response.json()) as { status: string; data: T; error?: string };
    if (status !== 'success') throw new Error(`Prometheus: ${error}`);
    return data;
  };
  const results = async (query: string) => (await ask<{ result: Result[] }>('/query', { query })).result;
  await until(async () => (await results('up')).length > 0, 'Prometheus scrapes its target');
  return {
    pointAt: (url) => {
      target = url;
    },
    query: async (expression) =>
      new Map((await results(expression)).map(({ metric, value }) => [seriesOf(metric), Number(value[1])])),
    scrapes: async (selector) => inScrapes(await results(`${selector}[5m]`)),
    typeOf: async (metric) =>
      (await ask<Record<string, { type: string }[]>>('/metadata', { metric }))[metric]?.[0]?.type,
  };
}

/** The address of its API. */
async function launch(targetPort: number): Promise<string> {
  const folder = temporaryFolder();
  const file = join(folder, 'prometheus.yml');
  const job = { job_name: 'busyhour', static_configs: [{ targets: [`127.0.0.1:${targetPort}`] }] };
  writeFileSync(file, JSON.stringify({ global: { scrape_interval: '1s' }, scrape_configs: [job] }));
  const { output, process } = startProgram(PROMETHEUS.path, [
    `--config.file=${file}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    '--web.listen-address=127.0.0.1:0',
  ]);
  const address = await until(() => {
    if (process.exitCode !== null) throw new Error(`Prometheus ended: ${output.stderr}`);
    return /"Listening on" address=(\S+)/.exec(output.stderr)?.[1];
  }, 'Prometheus listens');
  await until(() => output.stderr.includes('ready to receive web requests'), 'Prometheus is ready');
  return `http://${address}/api/v1`;
}

/** All series of one scrape bear the same time. */
function inScrapes(results: readonly Result[]): Samples[] {
  const byTime = new Map<number, Map<string, number>>();
  for (const { metric, values } of results) {
    for (const [time, value] of values) {
      const scrape = byTime.get(time) ?? new Map<string, number>();
      byTime.set(time, scrape.set(seriesOf(metric), Number(value)));
    }
  }
  return [...byTime].sort(([a], [b]) => a - b).map(([, scrape]) => scrape);
}

function seriesOf({ __name__ = '', instance: _instance, job: _job, ...labels }: Labels): string {
  return nameSeries(__name__, Object.entries(labels));
}

function nameSeries(name: string, labels: readonly (readonly [string, string])[]): string {
  const list = labels.map(([key, value]) => `${key}="${value}"`).sort();
  return `${name}{${list.join(',')}}`;
}

/** What /metrics said, in the same shape. */
export function readScrape(text: string): Samples {
  const samples = new Map<string, number>();
  for (const line of text.split('\n')) {
    const [, name, labels, value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    if (name === undefined) continue;
    const pairs = [...(labels ?? '').matchAll(/(\w+)="([^"]*)"/g)].map(
      ([, key, text]) => [key!, text!] as const,
    );
    samples.set(nameSeries(name, pairs), Number(value));
  }
  return samples;
}
