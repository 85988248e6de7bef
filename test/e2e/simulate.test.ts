// `busyhour simulate` through the real command line: its address comes first, it answers, and it ends when told to,
// leaving no process and no port taken behind.
import { expect, setDefaultTimeout, test } from 'bun:test';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../until.ts';
import { addressOf, type Simulated, simulate, start, temporaryFolder } from './cli.ts';
import { isGone, mainOf, simulatorsOf, startGroup, testOnLinux } from './processes.ts';

setDefaultTimeout(60_000); // for a machine that is busy with other things

async function connect(url: string): Promise<WebSocket> {
  const socket = new WebSocket(url, { tls: { rejectUnauthorized: false } } as never);
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = () => reject(new Error(`cannot connect to ${url}`));
  });
  return socket;
}

const closed = (socket: WebSocket) =>
  new Promise<number>((resolve) => {
    socket.onclose = ({ code }) => resolve(code);
  });

const isFree = (url: string) =>
  fetch(url.replace(/^ws/, 'http')).then(
    () => false,
    () => true,
  );

for (const processes of [1, 2]) {
  const of = `${processes} ${processes === 1 ? 'process' : 'processes'}`;

  for (const [signal, code] of [
    ['SIGINT', 0],
    ['SIGTERM', 0],
  ] as const) {
    testOnLinux(`${of}: the address first, and nothing else on stdout; ${signal} ends it`, async () => {
      const { url, started, stats } = await simulate(['--processes', String(processes)]);
      expect(started.output.stdout).toBe(`${url}\n`);
      expect(url).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\/$/);
      const socket = await connect(url);
      expect(await stats()).toMatchObject({ platform: 'plain', processes, open: 1 });
      const main = mainOf(started.process.pid!)!;
      const children = simulatorsOf(main);
      expect(children).toHaveLength(processes === 1 ? 0 : processes);
      const goodbye = closed(socket);
      started.process.kill(signal);
      expect(await goodbye).toBe(1001);
      const result = await started.result;
      expect(result.code).toBe(code);
      expect(result.stdout).toBe(`${url}\n`);
      expect(result.stderr).not.toMatch(/^\s+at /m);
      await until(() => [main, ...children].every(isGone), 'the end of every process');
      expect(await isFree(url)).toBe(true);
    });
  }
}

async function simulateGroup(words: readonly string[]): Promise<Pick<Simulated, 'url' | 'started'>> {
  const started = startGroup(['simulate', '--port', '0', ...words]);
  return { url: await addressOf(started), started };
}

testOnLinux('Ctrl-C in a terminal reaches all of its processes, and is one request to end', async () => {
  const { url, started } = await simulateGroup(['--processes', '2']);
  const goodbye = closed(await connect(url));
  process.kill(-started.process.pid!, 'SIGINT');
  expect(await goodbye).toBe(1001);
  const { code, stderr } = await started.result;
  expect(code).toBe(0);
  expect(stderr).not.toContain('E_SIMULATOR');
});

testOnLinux('kill -9 of its main process: the others end by themselves, and the port is free', async () => {
  const { url, started } = await simulate(['--processes', '2']);
  const main = mainOf(started.process.pid!)!;
  const children = simulatorsOf(main);
  process.kill(main, 'SIGKILL');
  await until(() => children.every(isGone), 'the end of every process');
  expect(await isFree(url)).toBe(true);
  expect((await started.result).code).toBe(5);
});

testOnLinux('kill -9 of one of its processes ends it with what happened', async () => {
  const { started } = await simulate(['--processes', '2']);
  const main = mainOf(started.process.pid!)!;
  process.kill(simulatorsOf(main)[0]!, 'SIGKILL');
  const { code, stderr } = await started.result;
  expect(stderr).toContain('a simulator process ended by itself (SIGKILL)');
  expect(stderr).toContain('[E_SIMULATOR]');
  expect(code).toBe(5);
});

test('with TLS: a certificate made for the run, written where asked', async () => {
  const folder = temporaryFolder();
  const ca = join(folder, 'ca.pem');
  const { url, stats } = await simulate(['--tls', '--write-ca', ca]);
  expect(url).toStartWith('wss://127.0.0.1:');
  expect(readFileSync(ca, 'utf8')).toStartWith('-----BEGIN CERTIFICATE-----');
  const response = await fetch(url.replace(/^wss/, 'https').replace(/\/$/, '/stats'), {
    tls: { ca: readFileSync(ca, 'utf8') },
  });
  expect(await response.json()).toMatchObject({ accepted: 0 });
  expect((await stats()).platform).toBe('plain');
});

test('a platform by its other name, with its own path and limit', async () => {
  const { url, stats } = await simulate(['--platform', 'genesys', '--connection-limit', '1']);
  expect(url).toEndWith('/api/v2/engagements/websocket');
  await connect(url);
  const second = await fetch(url.replace(/^ws/, 'http'), {
    headers: {
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': 'x3JJHMbDL1EzLkh9GBhXDw==',
    },
  });
  expect(second.status).toBe(429);
  expect(await stats()).toMatchObject({ platform: 'genesys-guide', accepted: 1, connectionLimitRejected: 1 });
});

test('nothing is written where it was started', async () => {
  const cwd = temporaryFolder();
  const started = start(['simulate', '--port', '0'], {}, cwd);
  await until(() => started.output.stdout !== '', 'a simulator');
  started.process.kill('SIGINT');
  expect((await started.result).code).toBe(0);
  expect(existsSync(join(cwd, 'runs'))).toBe(false);
});
