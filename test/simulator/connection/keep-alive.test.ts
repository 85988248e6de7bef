// Pings of the simulator's own and their pongs: answered, missing, unasked for; and pings of the client.

import { expect, test } from 'bun:test';
import { until } from '../../until.ts';
import { RawClient } from '../raw-client.ts';
import { readStats, simulate, statsWhere } from '../rig.ts';

test('a client that answers stays, and both sides count the same', async () => {
  const simulator = await simulate('genesys-guide', { pingIntervalUs: 30_000, pongTimeoutUs: 1_000_000 });
  const beforeMs = performance.now();
  const client = await RawClient.open(simulator.url);
  await until(() => client.count(9) >= 5, 'five pings');
  client.sendClose(1000);
  await until(() => client.ended !== undefined, 'the end');
  const stats = await statsWhere(simulator, ({ open }) => open === 0, 'closed');
  expect(stats.pingsSent).toBe(client.count(9));
  expect(stats.pongsReceived).toBe(stats.pingsSent);
  expect(stats).toMatchObject({ pongsMissed: 0, pongsUnsolicited: 0, closesByServer: {} });
  // From when they could begin: two may come together where this process was held up between them.
  for (const [n, atMs] of client.atMs.slice(0, 5).entries())
    expect(atMs - beforeMs).toBeGreaterThanOrEqual(30 * (n + 1));
});

test('a missing pong closes 1001', async () => {
  const simulator = await simulate('cxone-guide', { pingIntervalUs: 30_000, pongTimeoutUs: 60_000 });
  const beforeMs = performance.now();
  const client = await RawClient.open(simulator.url, { pongs: false });
  await until(() => client.ended !== undefined, 'the simulator closes');
  expect(client.close).toBe('1001 keep_alive_timeout');
  expect(client.count(9)).toBe(1);
  expect(client.atMs[1]! - beforeMs).toBeGreaterThanOrEqual(30 + 60);
  expect(await readStats(simulator)).toMatchObject({
    pingsSent: 1,
    pongsReceived: 0,
    pongsMissed: 1,
    closesByServer: { 1001: 1 },
  });
});

test('a missing pong drops the connection where told', async () => {
  const simulator = await simulate('plain', {
    pingIntervalUs: 20_000,
    pongTimeoutUs: 20_000,
    pongMiss: 'drop',
  });
  const client = await RawClient.open(simulator.url, { pongs: false });
  await until(() => client.ended !== undefined, 'the simulator drops it');
  expect(client.close).toBeUndefined();
  expect(await readStats(simulator)).toMatchObject({
    pongsMissed: 1,
    closes: { 1006: 1 },
    closesByServer: { 1006: 1 },
  });
});

test('a wrong or unasked pong does not save a connection', async () => {
  const simulator = await simulate('plain', { pingIntervalUs: 20_000, pongTimeoutUs: 60_000 });
  const client = await RawClient.open(simulator.url, { pongs: false });
  client.sendFrame(10, Buffer.from('1'));
  await until(() => client.count(9) === 1, 'a ping');
  client.sendFrame(10, Buffer.from('not it'));
  await until(() => client.ended !== undefined, 'the simulator closes');
  expect(await readStats(simulator)).toMatchObject({ pongsReceived: 2, pongsUnsolicited: 2, pongsMissed: 1 });
});

test('pings of the client are answered and counted; without pings of our own a pong is unsolicited', async () => {
  const simulator = await simulate('plain');
  const client = await RawClient.open(simulator.url);
  for (const text of ['a', 'bb', '']) client.sendFrame(9, Buffer.from(text));
  client.sendFrame(10, Buffer.from('hello'));
  await until(() => client.count(10) === 3, 'three pongs');
  expect(client.frames.map(({ payload }) => payload.toString())).toEqual(['a', 'bb', '']);
  await statsWhere(simulator, ({ pongsUnsolicited }) => pongsUnsolicited === 1, 'the pong is counted');
  expect(await readStats(simulator)).toMatchObject({ clientPings: 3, pingsSent: 0, messagesReceived: 0 });
});
