// HAProxy as platforms put it in front of theirs: it terminates TLS, refuses what is over its limits, and logs one
// line for each session, which tests compare with what busyhour counted.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCertificate } from '../../../src/simulator/tls/certificate.ts';
import { HAPROXY } from '../../component.ts';
import { until } from '../../until.ts';
import { type Started, startProgram, temporaryFolder } from '../cli.ts';

/** The ways in, each a port of its own. All lead to the peer but the last two, behind which nothing listens. */
export const FRONTENDS = ['tls12', 'tls13', 'plain', 'limited', 'queued', 'down', 'down-retry'] as const;
export type Frontend = (typeof FRONTENDS)[number];

/** How many sessions `limited` and `queued` bear at once. */
export const PROXY_LIMIT = 5;

/** One session as HAProxy logged it when it ended. */
export interface Logged {
  readonly front: string;
  readonly status: number;
  /** `TLSv1.2`, or `-` without TLS. */
  readonly tls: string;
  readonly resumed: number;
  readonly sni: string;
}

export interface Haproxy {
  /** A PEM file with the certificate that it shows, which is its own authority. */
  readonly ca: string;
  readonly ports: Readonly<Record<Frontend, number>>;
  /** The sessions of a frontend that came to an answer, once there are as many. */
  sessions(front: Frontend, count: number): Promise<Logged[]>;
}

const ATTEMPTS = 5;
/** No test may have it, and no program has it these days: nobody listens there. */
const NOBODY = 1;

export async function startHaproxy(backendPort: number): Promise<Haproxy> {
  const folder = temporaryFolder();
  const { certPem, keyPem } = createCertificate();
  const ca = join(folder, 'ca.pem');
  writeFileSync(ca, certPem);
  writeFileSync(join(folder, 'site.pem'), certPem + keyPem, { mode: 0o600 });
  // It cannot be asked to take any free port, so it is told some; now and then somebody else is faster. Without
  // noreuseport it would share a port with another one, and each connection would meet one of the two.
  for (let attempt = 1; ; attempt++) {
    const free = freePorts(FRONTENDS.length);
    const ports = Object.fromEntries(FRONTENDS.map((name, i) => [name, free[i]!])) as Record<
      Frontend,
      number
    >;
    writeFileSync(join(folder, 'haproxy.cfg'), configuration(folder, ports, backendPort));
    const started = startProgram(HAPROXY.path, ['-db', '-f', join(folder, 'haproxy.cfg')]);
    if (await isUp(started, ports.plain)) {
      return { ca, ports, sessions: (front, count) => waitForSessions(started, front, count) };
    }
    if (attempt === ATTEMPTS) throw new Error(`HAProxy does not start: ${started.output.stderr}`);
  }
}

function freePorts(count: number): number[] {
  const listeners = Array.from({ length: count }, () =>
    Bun.listen({ hostname: '127.0.0.1', port: 0, socket: { data() {} } }),
  );
  const ports = listeners.map(({ port }) => port);
  for (const listener of listeners) listener.stop(true);
  return ports;
}

/** True once it answers, false when it has given up. */
async function isUp({ process }: Started, port: number): Promise<boolean> {
  const answer = await until(async () => {
    if (process.exitCode !== null) return 'ended';
    const reached = await fetch(`http://127.0.0.1:${port}/health`).catch(() => undefined);
    return reached?.ok && 'up';
  }, 'HAProxy is up');
  return answer === 'up';
}

function waitForSessions({ output }: Started, front: Frontend, count: number): Promise<Logged[]> {
  return until(() => {
    const lines = output.stdout.split('\n').filter((line) => line.startsWith('{') && line.endsWith('}'));
    const logged = lines.map((line) => JSON.parse(line) as Logged).filter((line) => line.front === front);
    return logged.length >= count && logged;
  }, `HAProxy logs ${count} sessions of ${front}`);
}

const LOG = {
  front: '"%f"',
  status: '%ST',
  tls: '"%[ssl_fc_protocol]"',
  resumed: '%[ssl_fc_is_resumed]',
  sni: '"%[ssl_fc_sni]"',
};

function configuration(folder: string, ports: Readonly<Record<Frontend, number>>, peer: number) {
  const log = Object.entries(LOG).map(([key, value]) => `"${key}":${value}`);
  const tls = `ssl crt ${folder}/site.pem alpn h2,http/1.1`;
  const bind = (name: Frontend, words = '') => `frontend ${name}\n  bind 127.0.0.1:${ports[name]} ${words}`;
  return `
global
  nbthread 1
  noreuseport
  log stdout format raw local0
defaults
  mode http
  log global
  log-format '{${log.join(',')}}'
  error-log-format 'no session: %[fc_err_str] %[ssl_fc_err_str]'
  retries 0
  timeout connect 5s
  timeout client 30s
  timeout server 30s
  timeout tunnel 1m
  timeout queue 200ms
${bind('tls12', `${tls} force-tlsv12`)}
  default_backend peer
${bind('tls13', `${tls} force-tlsv13`)}
  default_backend peer
${bind('plain')}
  http-request return status 200 if { path /health }
  default_backend peer
${bind('limited')}
  http-request deny deny_status 429 if { be_conn(limited) ge ${PROXY_LIMIT} }
  default_backend limited
${bind('queued')}
  default_backend queued
${bind('down')}
  default_backend down
${bind('down-retry')}
  default_backend down-retry
backend peer
  server peer 127.0.0.1:${peer}
backend limited
  server peer 127.0.0.1:${peer}
backend queued
  server peer 127.0.0.1:${peer} maxconn ${PROXY_LIMIT}
backend down
  server nobody 127.0.0.1:${NOBODY}
backend down-retry
  http-error status 503 content-type text/plain string busy hdr Retry-After 2
  server nobody 127.0.0.1:${NOBODY}
`;
}
