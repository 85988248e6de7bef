// Events and their acknowledgement: the rate, the exact size, the window enforced or held, back-pressure.

import { describe, expect, test } from 'bun:test';
import { until } from '../until.ts';
import { RawClient } from './raw-client.ts';
import { simulate, statsWhere } from './rig.ts';

const seqOf = (text: string): number => {
  const event = JSON.parse(text) as { metadata?: { seq: number }; payload?: { seq: number } };
  return event.metadata?.seq ?? event.payload?.seq ?? -1;
};

describe.each(['genesys-guide', 'cxone-guide'] as const)('%s', (platform) => {
  test('closes 1008 when the window is full and one more event is due', async () => {
    const simulator = await simulate(platform, { eventRate: 500, ackWindow: 4, eventBytes: 300 });
    const client = await RawClient.open(simulator.url);
    await until(() => client.ended !== undefined, 'the simulator closes');
    expect(client.close).toBe('1008 ack_window_exceeded');
    expect(client.texts.map(seqOf)).toEqual([1, 2, 3, 4]);
    expect(client.texts.map((text) => Buffer.byteLength(text))).toEqual([300, 300, 300, 300]);
    const stats = await statsWhere(simulator, ({ open }) => open === 0, 'closed');
    expect(stats).toMatchObject({
      eventsSent: 4,
      messagesSent: 4,
      bytesSent: 1_200,
      windowOverruns: 1,
      maxUnacked: 4,
      closes: { 1008: 1 },
      closesByServer: { 1008: 1 },
    });
  });

  test('goes on for a client that acknowledges, in whatever order, and counts acks that acknowledge nothing', async () => {
    const simulator = await simulate(platform, { eventRate: 400, ackWindow: 2_000 });
    const client = await RawClient.open(simulator.url);
    let acked = 0;
    const ackInReverse = () => {
      const due = client.texts.slice(acked).map(seqOf).reverse();
      acked += due.length;
      for (const seq of due) client.send(`{"type":"ack","seq":${seq}}`);
      return acked >= 60;
    };
    await until(ackInReverse, '60 events acknowledged');
    for (const seq of [0, -3, 7, 7, 1_000_000_000]) client.send(`{"type":"ack","seq":${seq}}`);
    const stats = await statsWhere(
      simulator,
      ({ acksReceived }) => acksReceived === acked + 5,
      'all acks arrived',
    );
    expect(stats).toMatchObject({ acksUnexpected: 5, windowOverruns: 0, open: 1, invalidMessages: 0 });
    expect(stats.messagesReceived).toBe(acked + 5);
  });

  test('holds events instead where told, and sends the next number once there is room', async () => {
    const simulator = await simulate(platform, { eventRate: 500, ackWindow: 3, windowOverrun: 'hold' });
    const client = await RawClient.open(simulator.url);
    await statsWhere(simulator, ({ eventsHeld }) => eventsHeld > 5, 'some events were held');
    expect(client.texts.map(seqOf)).toEqual([1, 2, 3]);
    client.send('{"type":"ack","seq":2}');
    await until(() => client.texts.length === 4, 'one more event');
    expect(seqOf(client.texts[3]!)).toBe(4);
    expect(client.ended).toBeUndefined();
  });

  test('breaks the envelope of a share of the events where told, and expects no ack for those', async () => {
    const simulator = await simulate(platform, { eventRate: 1_000, ackWindow: 0, invalidEventShare: 0.25 });
    const client = await RawClient.open(simulator.url);
    await until(() => client.texts.length >= 80, '80 events');
    const events = client.texts.slice(0, 80).map((text) => JSON.parse(text) as Record<string, unknown>);
    const broken = events.filter((event) =>
      platform === 'genesys-guide' ? !event.metadata : !event.correlationId,
    );
    expect(broken).toHaveLength(20);
    const numbers = client.texts
      .slice(0, 80)
      .map(seqOf)
      .filter((seq) => seq > 0);
    expect(numbers).toEqual(Array.from({ length: 60 }, (_, n) => n + 1));
  });
});

test('events keep their rate for many connections at once', async () => {
  const simulator = await simulate('plain', { eventRate: 20, eventBytes: 64 });
  const clients = await Promise.all(Array.from({ length: 100 }, () => RawClient.open(simulator.url)));
  const before = await statsWhere(simulator, ({ eventsSent }) => eventsSent > 0, 'the first event');
  const start = performance.now();
  const aSecondMore = before.eventsSent + 20 * clients.length;
  const after = await statsWhere(
    simulator,
    ({ eventsSent }) => eventsSent >= aSecondMore,
    'a second of events',
  );
  const seconds = (performance.now() - start) / 1_000;
  const rate = (after.eventsSent - before.eventsSent) / seconds / clients.length;
  expect(rate).toBeGreaterThan(16);
  expect(rate).toBeLessThan(24);
  const sizes = new Set(clients.flatMap(({ texts }) => texts.map((text) => text.length)));
  expect([...sizes]).toEqual([64]);
  expect(after.eventsSkipped).toBe(0);
});

test('leaves out events for a client that does not read, and everything sent arrives when it reads again', async () => {
  const simulator = await simulate('plain', { eventRate: 1_000, eventBytes: 262_144 });
  const client = await RawClient.open(simulator.url);
  client.pause();
  const stuck = await statsWhere(simulator, ({ eventsSkipped }) => eventsSkipped > 20, 'events are skipped');
  expect(stuck.bytesSent).toBe(stuck.eventsSent * 262_144);
  client.resume();
  const more = () => client.texts.length > stuck.eventsSent;
  await until(more, 'all that was queued, and more, arrives');
  client.sendClose(1000);
  const stats = await statsWhere(simulator, ({ open }) => open === 0, 'closed');
  expect(stats.eventsSkipped).toBeGreaterThan(20);
});
