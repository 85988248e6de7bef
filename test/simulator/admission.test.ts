// Who gets in: the connection limit, the handshake rate and the refusals, exact over one and several processes.

import { describe, expect, test } from 'bun:test';
import { until } from '../until.ts';
import { RawClient } from './raw-client.ts';
import { readStats, simulate, statsWhere, sum } from './rig.ts';

const many = (n: number, dial: () => Promise<RawClient>) => Promise.all(Array.from({ length: n }, dial));

describe('connection limit', () => {
  test.each([1, 2])(
    'is exact over %d process(es), and a place that is given up is given again',
    async (processes) => {
      const simulator = await simulate('genesys-guide', {
        processes,
        connectionLimit: 20,
        retryAfterSeconds: 7,
      });
      const clients = await many(50, () => RawClient.open(simulator.url));
      const open = clients.filter(({ status }) => status === 101);
      const refused = clients.filter(({ status }) => status === 429);
      expect([open.length, refused.length]).toEqual([20, 30]);
      expect(refused[0]!.header('retry-after')).toBe('7');
      expect(await readStats(simulator)).toMatchObject({
        upgradesSeen: 50,
        accepted: 20,
        open: 20,
        peakOpen: 20,
        rejected: { 429: 30 },
        connectionLimitRejected: 30,
        handshakeRateRejected: 0,
      });
      open[0]!.sendClose(1000);
      open[1]!.terminate();
      await statsWhere(simulator, (stats) => stats.open === 18, 'two places free');
      expect(
        (await many(5, () => RawClient.open(simulator.url))).filter(({ status }) => status === 101),
      ).toHaveLength(2);
      const stats = await readStats(simulator);
      expect(stats).toMatchObject({ open: 20, peakOpen: 20, accepted: 22, closes: { 1000: 1, 1006: 1 } });
      expect(stats.closesByServer).toEqual({});
      await until(() => refused.every(({ ended }) => ended === 'fin'), 'refused connections are closed');
    },
  );

  test.each([1, 2])(
    'drops the TCP connection without an answer where told, over %d process(es)',
    async (processes) => {
      const simulator = await simulate('plain', { processes, connectionLimit: 3, overLimit: 'drop' });
      const clients = await many(10, () => RawClient.open(simulator.url));
      const dropped = clients.filter(({ status }) => status !== 101);
      expect(dropped).toHaveLength(7);
      expect(dropped.map(({ bytes }) => bytes)).toEqual(new Array(7).fill(0));
      expect(dropped.every(({ ended }) => ended !== undefined)).toBe(true);
      expect(await readStats(simulator)).toMatchObject({ accepted: 3, dropped: 7, rejected: {}, open: 3 });
    },
  );

  test('none: peak and open count every connection, over two processes', async () => {
    const simulator = await simulate('plain', { processes: 2 });
    const clients = await many(60, () => RawClient.open(simulator.url));
    expect(await readStats(simulator)).toMatchObject({ open: 60, peakOpen: 60, accepted: 60, processes: 2 });
    for (const client of clients) client.sendClose(4321, 'enough');
    const stats = await statsWhere(simulator, ({ open }) => open === 0, 'all closed');
    expect(stats).toMatchObject({ peakOpen: 60, closes: { 4321: 60 }, closesByServer: {} });
  });
});

describe('handshake rate limit', () => {
  test.each([1, 2])('lets exactly so many through in a second, over %d process(es)', async (processes) => {
    const simulator = await simulate('cxone-guide', {
      processes,
      handshakeRateLimit: 10,
      connectionLimit: 0,
    });
    const before = performance.now();
    const clients = await many(35, () => RawClient.open(simulator.url));
    expect(performance.now() - before).toBeLessThan(1_000); // else more than ten may rightly pass
    expect(clients.filter(({ status }) => status === 101)).toHaveLength(10);
    const refused = clients.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(25);
    expect(refused[0]!.header('retry-after')).toBe('1');
    expect(await readStats(simulator)).toMatchObject({
      handshakeRateRejected: 25,
      connectionLimitRejected: 0,
    });
    await until(
      async () => (await RawClient.open(simulator.url)).status === 101,
      'the next second lets one through',
    );
    expect(performance.now() - before).toBeGreaterThan(1_000);
  });
});

describe('refusals', () => {
  test('a wrong path, a broken upgrade, a request that is none', async () => {
    const simulator = await simulate('genesys-guide');
    const root = `http://127.0.0.1:${simulator.port}`;
    expect((await RawClient.open(`ws://127.0.0.1:${simulator.port}/elsewhere`)).status).toBe(404);
    const request = `GET ${new URL(simulator.url).pathname} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n`;
    expect((await RawClient.open(simulator.url, { request })).status).toBe(400);
    expect((await fetch(`${root}/healthz`)).status).toBe(200);
    expect((await fetch(`${root}/nothing`)).status).toBe(404);
    expect((await fetch(simulator.url.replace('ws:', 'http:'))).status).toBe(426);
    expect(await readStats(simulator)).toMatchObject({
      upgradesSeen: 2,
      rejected: { 400: 1, 404: 1 },
      accepted: 0,
      open: 0,
      peakOpen: 0,
    });
  });

  test('a status for everyone, as a fault', async () => {
    const simulator = await simulate('plain', { refuseStatus: 503, retryAfterSeconds: 3 });
    const client = await RawClient.open(simulator.url);
    expect([client.status, client.header('retry-after')]).toEqual([503, '3']);
    expect(await readStats(simulator)).toMatchObject({ upgradesSeen: 1, rejected: { 503: 1 } });
  });

  test('no answer at all, as a fault', async () => {
    const simulator = await simulate('plain', { silentUpgrade: true });
    const client = await RawClient.dial(simulator.url);
    await statsWhere(simulator, ({ silenced }) => silenced === 1, 'the upgrade was seen');
    expect([client.bytes, client.ended]).toEqual([0, undefined]);
  });

  test('an answer held back, and a client that does not wait for it', async () => {
    const simulator = await simulate('plain', { upgradeHoldUs: 150_000 });
    const before = performance.now();
    const impatient = await RawClient.dial(simulator.url);
    const patient = await RawClient.dial(simulator.url);
    await statsWhere(simulator, ({ upgradesSeen }) => upgradesSeen === 2, 'both upgrades were seen');
    impatient.terminate();
    await patient.answered();
    expect(patient.status).toBe(101);
    expect(performance.now() - before).toBeGreaterThanOrEqual(150);
    const stats = await statsWhere(simulator, ({ abandoned }) => abandoned === 1, 'one abandoned');
    expect(stats.upgradesSeen).toBe(stats.accepted + sum(stats.rejected) + stats.abandoned);
    expect(stats.open).toBe(1);
  });
});
