// The figures of GET /stats against what clients did, for any mixture of what clients do; and the faults.

import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { until } from '../until.ts';
import { RawClient } from './raw-client.ts';
import { readStats, simulate, statsWhere, sum } from './rig.ts';

const FRAMES = {
  message: '{"type":"message","data":{"text":"hi"},"metadata":{"correlationId":"bh-1"}}',
  auth: '{"type":"auth","data":{"token":"any"},"metadata":{}}',
  unknown: '{"type":"typing","data":{},"metadata":{}}',
  invalid: '{"type":"message"}',
  ack: '{"type":"ack","seq":1}',
} as const;

const action = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('message', 'auth', 'unknown', 'invalid', 'ack') },
  { weight: 3, arbitrary: fc.constantFrom('ping', 'pong') },
  { weight: 1, arbitrary: fc.constantFrom('close', 'terminate') },
);
const step = fc.record({ who: fc.nat(5), action });

test('every sum adds up, for any mixture of actions of any clients', async () => {
  const run = async (limit: number, steps: readonly { who: number; action: string }[]) => {
    const simulator = await simulate('genesys-guide', { connectionLimit: limit });
    const dialed = await Promise.all(Array.from({ length: 6 }, () => RawClient.open(simulator.url)));
    const clients = dialed.filter(({ status }) => status === 101);
    const did: Record<string, number> = {};
    const gone = new Set<RawClient>();
    let bytes = 0;
    for (const { who, action: what } of steps) {
      const client = clients[who % clients.length]!;
      if (gone.has(client)) continue;
      did[what] = (did[what] ?? 0) + 1;
      if (what in FRAMES) {
        const text = FRAMES[what as keyof typeof FRAMES];
        bytes += text.length;
        client.send(text);
      } else if (what === 'ping') client.sendFrame(9, Buffer.alloc(0));
      else if (what === 'pong') client.sendFrame(10, Buffer.alloc(0));
      else {
        // All it sent must have arrived first: a terminated connection may lose what is under way.
        await statsWhere(
          simulator,
          ({ bytesReceived, clientPings, pongsReceived }) =>
            bytesReceived === bytes && clientPings === (did.ping ?? 0) && pongsReceived === (did.pong ?? 0),
          'all arrived',
        );
        gone.add(client);
        if (what === 'close') client.sendClose(3000);
        else client.terminate();
      }
    }
    const stats = await statsWhere(
      simulator,
      (now) =>
        now.bytesReceived === bytes &&
        now.open === clients.length - gone.size &&
        now.clientPings === (did.ping ?? 0) &&
        now.pongsReceived === (did.pong ?? 0),
      'all arrived',
    );
    const n = (what: string) => did[what] ?? 0;
    expect(stats).toMatchObject({
      upgradesSeen: 6,
      accepted: Math.min(limit, 6),
      requestsReceived: n('message'),
      repliesSent: n('message'),
      authsReceived: n('auth'),
      othersSent: n('auth'),
      unknownMessages: n('unknown'),
      invalidMessages: n('invalid'),
      acksReceived: n('ack'),
      acksUnexpected: n('ack'),
      pongsUnsolicited: n('pong'),
    });
    expect(stats.messagesReceived).toBe(n('message') + n('auth') + n('unknown') + n('invalid') + n('ack'));
    expect(stats.upgradesSeen).toBe(stats.accepted + sum(stats.rejected));
    expect(stats.accepted).toBe(stats.open + sum(stats.closes));
    expect([stats.closes['3000'] ?? 0, stats.closes['1006'] ?? 0]).toEqual([n('close'), n('terminate')]);
    const sentBytes = () =>
      clients.flatMap(({ texts }) => texts).reduce((total, text) => total + text.length, 0);
    const live = clients.filter((client) => !gone.has(client));
    await until(() => gone.size > 0 || sentBytes() === stats.bytesSent, 'all that was sent arrives');
    for (const client of live) expect(client.ended).toBeUndefined();
    await simulator.stop();
  };
  await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 7 }), fc.array(step, { maxLength: 60 }), run), {
    numRuns: 25,
  });
});

test('faults befall their share of the connections: closed with the code and reason, or dropped', async () => {
  const closing = await simulate('plain', {
    closeAfterUs: 50_000,
    closeCode: 4002,
    closeReason: 'maintenance',
    faultShare: 0.25,
  });
  const clients = await Promise.all(Array.from({ length: 12 }, () => RawClient.open(closing.url)));
  const stats = await statsWhere(closing, ({ open }) => open <= 9, 'three closed');
  expect(stats).toMatchObject({ open: 9, closes: { 4002: 3 }, closesByServer: { 4002: 3 } });
  await until(() => clients.filter(({ ended }) => ended).length === 3, 'three see it');
  expect(clients.filter(({ close }) => close === '4002 maintenance')).toHaveLength(3);

  const dropping = await simulate('plain', { dropAfterUs: 30_000 });
  const victim = await RawClient.open(dropping.url);
  await until(() => victim.ended !== undefined, 'the simulator drops it');
  expect(victim.close).toBeUndefined();
  expect(await readStats(dropping)).toMatchObject({ closes: { 1006: 1 }, closesByServer: { 1006: 1 } });
});
