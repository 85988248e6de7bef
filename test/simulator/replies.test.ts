// Messages in and replies out: echo, silence, holding back, throttling, limits on size, deflate.

import { describe, expect, test } from 'bun:test';
import { until } from '../until.ts';
import { RawClient } from './raw-client.ts';
import { readStats, simulate, statsWhere } from './rig.ts';

const message = (n: number) =>
  JSON.stringify({ type: 'message', data: { text: `t${n}` }, metadata: { correlationId: `bh-${n}` } });

describe('plain', () => {
  test('echoes text, binary and empty messages as they came, and counts their bytes', async () => {
    const simulator = await simulate('plain');
    const client = await RawClient.open(simulator.url);
    client.send('Grüße ✓');
    client.sendFrame(2, Buffer.from([0, 255, 7]));
    client.send('');
    client.sendFrame(2, Buffer.alloc(0));
    client.send('x'.repeat(70_000));
    await until(() => client.frames.length === 5, 'five echoes');
    expect(client.frames.map(({ opcode, payload }) => [opcode, payload.length])).toEqual([
      [1, Buffer.byteLength('Grüße ✓')],
      [2, 3],
      [1, 0],
      [2, 0],
      [1, 70_000],
    ]);
    expect(client.frames[1]!.payload).toEqual(Buffer.from([0, 255, 7]));
    const bytes = Buffer.byteLength('Grüße ✓') + 3 + 70_000;
    expect(await readStats(simulator)).toMatchObject({
      messagesReceived: 5,
      requestsReceived: 5,
      repliesSent: 5,
      messagesSent: 5,
      repliesDropped: 0,
      bytesReceived: bytes,
      bytesSent: bytes,
    });
  });

  test('answers nothing when silent', async () => {
    const simulator = await simulate('plain', { silent: true });
    const client = await RawClient.open(simulator.url);
    client.send('anyone?');
    client.sendFrame(9, Buffer.from('still there?'));
    await until(() => client.count(10) === 1, 'a pong');
    expect(client.frames).toHaveLength(1);
    expect(client.frames[0]!.payload.toString()).toBe('still there?');
    expect(await readStats(simulator)).toMatchObject({
      repliesUnsent: 1,
      repliesSent: 0,
      clientPings: 1,
      pongsReceived: 0,
    });
  });

  test('closes 1009 on a message over the limit, 1007 on broken UTF-8, 1002 on a frame without a mask', async () => {
    const simulator = await simulate('plain', { maxMessageBytes: 1_000 });
    const [big, text, mask] = [
      await RawClient.open(simulator.url),
      await RawClient.open(simulator.url),
      await RawClient.open(simulator.url),
    ];
    big.send('x'.repeat(1_001));
    text.sendFrame(1, Buffer.from([0xff, 0xfe]));
    mask.write(Buffer.from([0x81, 1, 65]));
    const stats = await statsWhere(simulator, ({ open }) => open === 0, 'all closed');
    await until(() => [big, text, mask].every(({ ended }) => ended), 'all ended');
    expect([big, text, mask].map(({ close }) => close?.slice(0, 4))).toEqual(['1009', '1007', '1002']);
    expect(stats.closes).toEqual({ 1002: 1, 1007: 1, 1009: 1 });
    expect(stats.closesByServer).toEqual(stats.closes);
  });

  test('compresses only where asked and told', async () => {
    const headers = { 'Sec-WebSocket-Extensions': 'permessage-deflate' };
    const off = await RawClient.open((await simulate('plain')).url, { headers });
    expect(off.header('sec-websocket-extensions')).toBeUndefined();
    const simulator = await simulate('plain', { deflate: true });
    const on = await RawClient.open(simulator.url, { headers });
    expect(on.header('sec-websocket-extensions')).toContain('permessage-deflate');
    const socket = new WebSocket(simulator.url);
    const heard = Promise.withResolvers<string>();
    socket.onmessage = (event) => heard.resolve(String(event.data));
    socket.onopen = () => socket.send('a'.repeat(5_000));
    expect(await heard.promise).toBe('a'.repeat(5_000));
    socket.close();
    expect(await readStats(simulator)).toMatchObject({ bytesReceived: 5_000, bytesSent: 5_000 });
  });
});

test('drops replies to a client that does not read, and counts exactly those that were sent', async () => {
  const simulator = await simulate('plain');
  const client = await RawClient.open(simulator.url);
  client.pause();
  let sent = 0;
  const isFull = async () => {
    for (let n = 0; n < 4; n += 1) client.sendFrame(2, Buffer.alloc(500_000));
    sent += 4;
    const stats = await statsWhere(
      simulator,
      ({ requestsReceived }) => requestsReceived === sent,
      'all arrived',
    );
    return stats.repliesDropped > 2;
  };
  await until(isFull, 'its queue is full');
  client.resume();
  const stats = await readStats(simulator);
  expect(stats.repliesSent + stats.repliesDropped).toBe(sent);
  expect(stats.bytesSent).toBe(stats.repliesSent * 500_000);
  await until(() => client.frames.length >= stats.repliesSent, 'all that was sent arrives');
  client.sendFrame(9, Buffer.alloc(0));
  await until(() => client.count(10) === 1, 'a pong');
  expect(client.count(2)).toBe(stats.repliesSent);
});

describe('holding back', () => {
  test('no reply is early, they keep their order, and they are not late by much', async () => {
    const simulator = await simulate('genesys-guide', { holdUs: 50_000 });
    const client = await RawClient.open(simulator.url);
    const sentAtMs: number[] = [];
    for (let n = 0; n < 20; n += 1) {
      sentAtMs.push(performance.now());
      client.send(message(n));
      await statsWhere(simulator, ({ messagesReceived }) => messagesReceived > n, 'it is received');
    }
    await until(() => client.frames.length === 20, 'all replies');
    const heldMs = client.atMs.map((atMs, n) => atMs - sentAtMs[n]!);
    expect(client.texts.map((text) => JSON.parse(text).metadata.correlationId)).toEqual(
      sentAtMs.map((_, n) => `bh-${n}`),
    );
    expect(Math.min(...heldMs)).toBeGreaterThanOrEqual(50);
    // On a machine that is busy with other things; on a quiet one it is a few milliseconds.
    expect(heldMs.sort((a, b) => a - b)[10]!).toBeLessThan(150);
  });

  test('a reply whose connection has gone is counted as dropped', async () => {
    const simulator = await simulate('plain', { holdUs: 100_000 });
    const client = await RawClient.open(simulator.url);
    client.send('too late');
    await statsWhere(simulator, ({ messagesReceived }) => messagesReceived === 1, 'the message arrived');
    client.terminate();
    const stats = await statsWhere(
      simulator,
      ({ repliesDropped }) => repliesDropped === 1,
      'the reply is dropped',
    );
    expect(stats).toMatchObject({ requestsReceived: 1, repliesSent: 0, bytesSent: 0, closes: { 1006: 1 } });
  });
});

test('throttles what is over the message rate, and says when to come again', async () => {
  const simulator = await simulate('genesys-guide', { messageRateLimit: 3, retryAfterSeconds: 2 });
  const client = await RawClient.open(simulator.url);
  for (let n = 0; n < 8; n += 1) client.send(message(n));
  await until(() => client.frames.length === 8, 'eight answers');
  const types = client.texts.map((text) => JSON.parse(text).type);
  expect(types).toEqual([...new Array(3).fill('message.reply'), ...new Array(5).fill('throttle')]);
  expect(JSON.parse(client.texts[7]!).data).toEqual({ retryAfter: 2 });
  expect(await readStats(simulator)).toMatchObject({
    requestsReceived: 8,
    repliesSent: 3,
    throttlesSent: 5,
    messagesSent: 8,
  });
});
