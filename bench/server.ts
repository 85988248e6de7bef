// The echo servers the clients are measured against, and their counters, read from memory both sides share: asking a
// server over its own loop would be answered late while it is busy, and busy is what it is. It knows no client.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FloorPrograms } from './floor/build.ts';
import { type Child, type Processes, readLastErrors } from './processes.ts';

export interface Counters {
  readonly messages: number;
  readonly handshakes: number;
  readonly open: number;
}

export interface Server {
  readonly child: Child;
  readonly url: string;
  readCounters(): Counters;
}

export interface ServerSetup {
  readonly processes: Processes;
  /** What the ws server needs, or what to install. */
  readonly programs: FloorPrograms | string;
  /** What the wss server needs, or what to install. */
  readonly certificate: Certificate | string;
  readonly core: number | undefined;
  readonly folder: string;
}

export interface Certificate {
  readonly certificateFile: string;
  readonly keyFile: string;
}

/** A self-signed P-256 certificate for 127.0.0.1 (the cheapest to sign with), or what to install. */
export function makeCertificate(folder: string): Certificate | string {
  const openssl = Bun.which('openssl');
  if (!openssl) return 'no openssl to make a certificate with (Debian: apt-get install openssl)';
  const certificateFile = join(folder, 'certificate.pem');
  const keyFile = join(folder, 'key.pem');
  const argv = `${openssl} req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost`;
  const names = [
    '-addext',
    'subjectAltName=IP:127.0.0.1,DNS:localhost',
    '-keyout',
    keyFile,
    '-out',
    certificateFile,
  ];
  const { exitCode, stderr } = Bun.spawnSync([...argv.split(' '), ...names]);
  if (exitCode !== 0) return `openssl could not make a certificate: ${stderr.toString().trim()}`;
  return { certificateFile, keyFile };
}

function readPort(child: Child): number | undefined {
  try {
    const text = readFileSync(child.outputFile, 'utf8');
    return text.endsWith('\n') ? Number(JSON.parse(text).port) : undefined;
  } catch {
    return undefined;
  }
}

function buildCommand({ programs, certificate }: ServerSetup, tls: boolean, countersFile: string): string[] {
  const needed = tls ? certificate : programs;
  if (typeof needed === 'string') throw new Error(needed);
  if ('echoServer' in needed) return [needed.echoServer, countersFile];
  const program = join(import.meta.dir, 'floor', 'tls-server.ts');
  return [process.execPath, program, countersFile, needed.certificateFile, needed.keyFile];
}

let servers = 0;

export async function startServer(setup: ServerSetup, tls: boolean): Promise<Server> {
  const { processes, core, folder } = setup;
  const countersFile = join(folder, `counters-${servers++}`);
  const child = processes.start({
    name: tls ? 'tls-server' : 'echo-server',
    argv: buildCommand(setup, tls, countersFile),
    core,
  });
  for (let waited = 0; waited < 10_000 && !child.hasExited(); waited += 10) {
    const port = readPort(child);
    if (port)
      return {
        child,
        url: `${tls ? 'wss' : 'ws'}://127.0.0.1:${port}/`,
        readCounters: mapCounters(countersFile),
      };
    await Bun.sleep(10);
  }
  await processes.stop(child);
  throw new Error(`the ${child.name} did not start within 10 s: ${readLastErrors(child)}`);
}

function mapCounters(file: string): () => Counters {
  const numbers = new BigUint64Array(Bun.mmap(file).buffer, 0, 4);
  return () => {
    const [messages, handshakes, closed] = [Number(numbers[0]), Number(numbers[1]), Number(numbers[2])];
    return { messages, handshakes, open: handshakes - closed };
  };
}
