// What Bun's handlers do with what Bun tells them, without Bun: who hears it, what is counted, what ends the worker.
import { expect, test } from 'bun:test';
import { BunWay } from '../../../../src/engine/transport/bun/way.ts';
import { Listener } from '../kernel/rig.ts';
import { settings } from '../rig.ts';

type Handlers = Record<string, (socket: unknown, ...more: unknown[]) => void>;

function way(serverName: string | null = null, resumption = true) {
  const given = settings({ resumption });
  const made = new BunWay(given, serverName);
  const user = new Listener();
  given.count.add();
  return { made, given, user, handlers: made.handlers as Handlers, socket: { data: user } };
}

const withCode = (code: string) => Object.assign(new Error(code), { code });

test('each event reaches the user of the socket, by its code', () => {
  const { handlers, user, socket, given } = way();
  handlers.open!(socket);
  handlers.data!(socket, Buffer.from('abc'));
  handlers.drain!(socket);
  handlers.handshake!(socket, true, null);
  handlers.error!(socket, withCode('ECONNRESET'));
  expect(given.count.open).toBe(1);
  handlers.close!(socket, undefined);
  expect(user.told).toEqual([
    'connected',
    'writable',
    'secured',
    'disconnected ECONNRESET',
    'disconnected null',
  ]);
  expect([user.text, given.count.open]).toEqual(['abc', 0]);
});

test('a connect that failed is told as one, without a code as a mere failure', () => {
  for (const [error, code] of [
    [withCode('ECONNREFUSED'), 'ECONNREFUSED'],
    [new Error('odd'), 'EIO'],
  ] as const) {
    const { handlers, user, socket, given } = way();
    handlers.connectError!(socket, error);
    expect([user.told, given.count.open]).toEqual([[`failed ${code}`], 0]);
  }
});

test('who took a stream over hears no handshake: a peer may negotiate anew', () => {
  const { handlers } = way('a.example');
  const told: string[] = [];
  const stream = { onBytes() {}, onWritable: () => told.push('writable'), onDisconnected() {} };
  handlers.handshake!({ data: stream }, false, withCode('EPROTO'));
  handlers.drain!({ data: stream });
  expect(told).toEqual(['writable']);
});

test('the last session is given to the next connection', () => {
  const { handlers, user } = way('a.example');
  const given: unknown[] = [];
  const socket = { data: user, setSession: (session: unknown) => given.push(session) };
  handlers.open!(socket);
  handlers.session!(socket, 'one');
  handlers.session!(socket, 'two');
  handlers.open!(socket);
  expect(given).toEqual(['two']);
  expect(way('a.example', false).handlers.session).toBeUndefined();
  expect(way(null).handlers.session).toBeUndefined();
});

test('plain TCP has no options of TLS', () => {
  expect(way(null).made.tls).toBeUndefined();
  expect(way('a.example').made.tls).toMatchObject({ serverName: 'a.example' });
});
