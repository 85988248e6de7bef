// Several processes as one simulator: a port in use, figures from whichever answers, and how it all ends.

import { describe, expect, test } from 'bun:test';
import { mkdtempSync, readdirSync, rmdirSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '../../src/base/app-error.ts';
import { defaultSimulatorOptions } from '../../src/simulator/registry.ts';
import { startSimulator } from '../../src/simulator/simulator.ts';
import { until } from '../until.ts';
import { RawClient } from './raw-client.ts';
import { readStats, simulate } from './rig.ts';

const plain = defaultSimulatorOptions('plain');

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error as AppError,
  );

describe('starting', () => {
  test.each([
    [1, 2],
    [2, 1],
  ])('a port in use is said so: %d process(es) after %d', async (first, second) => {
    const { port } = await simulate('plain', { processes: first });
    const error = await failure(startSimulator({ ...plain, port, processes: second }));
    expect(error).toBeInstanceOf(AppError);
    expect([error?.code, error?.exitCode]).toEqual(['E_PORT_IN_USE', 2]);
    expect(error?.message).toContain(`127.0.0.1:${port}`);
    expect(error?.hint).toContain(String(port));
  });

  test.each([1, 2])(
    'an address that is not ours, an option that will not do: %d process(es)',
    async (processes) => {
      const elsewhere = await failure(startSimulator({ ...plain, port: 0, processes, host: '192.0.2.1' }));
      expect(elsewhere?.code).toBe('E_SIMULATOR');
      expect(elsewhere?.message).toContain('192.0.2.1');
      expect(elsewhere?.hint).toContain('192.0.2.1');
      const wrong = await failure(
        startSimulator({ ...plain, port: 0, processes, eventRate: -1, holdUs: -1 }),
      );
      expect(wrong?.code).toBe('E_USAGE');
      expect(wrong?.message).toMatch(/event-rate[\s\S]*hold/);
    },
  );
});

test('whichever process answers gives the figures of all, and nothing is left in the temporary folder', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'busyhour-processes-'));
  const usual = process.env.TMPDIR;
  process.env.TMPDIR = folder;
  const simulator = await simulate('plain', { processes: 3 });
  if (usual === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = usual;
  expect(readdirSync(folder)).toEqual([]);
  rmdirSync(folder);
  const clients = await Promise.all(Array.from({ length: 30 }, () => RawClient.open(simulator.url)));
  for (const client of clients) client.send('hello');
  await until(() => clients.every(({ texts }) => texts.length === 1), 'all echoes');
  for (let n = 0; n < 12; n += 1) {
    expect(await readStats(simulator)).toMatchObject({
      processes: 3,
      open: 30,
      messagesReceived: 30,
      repliesSent: 30,
    });
  }
  expect(await simulator.stats()).toEqual(await readStats(simulator));
});

test('signals to the whole group are left to the parent', async () => {
  const simulator = await simulate('plain', { processes: 2 });
  for (const pid of simulator.pids) process.kill(pid, 'SIGINT');
  for (const pid of simulator.pids) process.kill(pid, 'SIGTERM');
  const clients = await Promise.all(Array.from({ length: 20 }, () => RawClient.open(simulator.url)));
  for (const client of clients) client.send('still here?');
  await until(() => clients.every(({ texts }) => texts.length === 1), 'all echoes');
  expect(simulator.pids.map(isAlive)).toEqual([true, true]);
});

const hasIpv6 = Object.values(networkInterfaces()).some((all) =>
  all?.some(({ address }) => address === '::1'),
);

test.skipIf(!hasIpv6)('an IPv6 address is written as one', async () => {
  const simulator = await simulate('plain', { host: '::1' });
  expect(simulator.url).toBe(`ws://[::1]:${simulator.port}/`);
  expect((await RawClient.open(simulator.url)).status).toBe(101);
  expect(await readStats(simulator)).toMatchObject({ accepted: 1 });
});

describe('ending', () => {
  test.each([1, 2])(
    'stop closes every connection with 1001, and the port: %d process(es)',
    async (processes) => {
      const simulator = await simulate('genesys-guide', {
        processes,
        eventRate: 50,
        pingIntervalUs: 10_000,
        holdUs: 60_000_000,
      });
      const clients = await Promise.all(Array.from({ length: 20 }, () => RawClient.open(simulator.url)));
      clients[0]!.send('{"type":"message","data":{"text":""},"metadata":{"correlationId":"bh-1"}}');
      await simulator.stop();
      expect(await simulator.ended).toBeNull();
      await until(() => clients.every(({ ended }) => ended !== undefined), 'all clients see the end');
      expect(new Set(clients.map(({ close }) => close))).toEqual(new Set(['1001 simulator stopped']));
      expect((await failure(RawClient.dial(simulator.url)))?.code as string).toBe('ECONNREFUSED');
      expect(await simulator.stats()).toMatchObject({
        open: 0,
        accepted: 20,
        closes: { 1001: 20 },
        closesByServer: { 1001: 20 },
      });
      if (processes > 1) expect(simulator.pids.map(isAlive)).toEqual([false, false]);
      await simulator.stop(); // again does no harm
    },
  );

  test('a process that dies ends the simulator, and says so', async () => {
    const simulator = await simulate('plain', { processes: 2 });
    process.kill(simulator.pids[1]!, 'SIGKILL');
    const error = await simulator.ended;
    expect(error?.code).toBe('E_SIMULATOR');
    expect(error?.message).toContain('SIGKILL');
    expect(simulator.pids.map(isAlive)).toEqual([false, false]);
  });

  test('kill -9 of the parent ends its processes', async () => {
    const script = `
      import { startSimulator } from ${JSON.stringify(join(import.meta.dir, '../../src/simulator/simulator.ts'))};
      const simulator = await startSimulator(${JSON.stringify({ ...plain, port: 0, processes: 2 })});
      console.log(JSON.stringify({ url: simulator.url, pids: simulator.pids }));`;
    const parent = Bun.spawn([process.execPath, '-e', script], { stdout: 'pipe', stderr: 'inherit' });
    let line = '';
    for await (const chunk of parent.stdout) {
      line += Buffer.from(chunk).toString();
      if (line.includes('\n')) break;
    }
    const { url, pids } = JSON.parse(line) as { url: string; pids: number[] };
    const client = await RawClient.open(url);
    expect(client.status).toBe(101);
    expect(pids.map(isAlive)).toEqual([true, true]);
    parent.kill('SIGKILL');
    try {
      await until(() => !pids.some(isAlive), 'its processes end');
      await until(() => client.ended !== undefined, 'their connections end');
    } finally {
      for (const pid of pids.filter(isAlive)) process.kill(pid, 'SIGKILL');
    }
  });
});
