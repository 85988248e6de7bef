// What the contract of all transports cannot see of Bun's: whose session is resumed, by which name TLS is spoken, and what
// is kept of many names.
import { expect, test } from 'bun:test';
import type { TLSSocket } from 'node:tls';
import { BunTransport } from '../../../../src/engine/transport/bun/transport.ts';
import type { TransportSettings } from '../../../../src/engine/transport/transport.ts';
import { Caller } from '../../../contract/transport-caller.ts';
import { until } from '../../../until.ts';
import { type Served, servePlain, serveSecure, settings } from '../rig.ts';

/** Dials, says something twice, so that a session has surely come along, and drops it. */
async function visit(transport: BunTransport, port: number, serverName = ''): Promise<void> {
  const caller = new Caller(true);
  transport.dial('127.0.0.1', { port, secure: true, serverName }, caller);
  const socket = await caller.connected;
  for (const said of [1, 2]) {
    socket.write(Buffer.from('x'));
    await caller.when(() => caller.receivedBytes === said);
  }
  socket.terminate();
}

async function visits(given: TransportSettings, servers: readonly Served<TLSSocket>[]): Promise<void> {
  const transport = new BunTransport(given, null);
  for (const { port } of servers) await visit(transport, port);
  await until(() => given.count.open === 0, 'all sockets to be gone');
}

test('a session is resumed by the next connection to the same server, and by no other', async () => {
  using one = await serveSecure();
  using two = await serveSecure();
  await visits(settings(), [one, two, one, two]);
  expect([one.resumed, two.resumed]).toEqual([
    [false, true],
    [false, true],
  ]);
});

test('where the plan resumes none, each is new', async () => {
  using one = await serveSecure();
  await visits(settings({ resumption: false }), [one, one]);
  expect(one.resumed).toEqual([false, false]);
});

test('a certificate is held against the name that is dialed, and the name goes into SNI', async () => {
  using server = await serveSecure();
  const given = settings({ verify: false });
  const caller = new Caller(true);
  let told: readonly [string | null, boolean] | undefined;
  caller.onSecured = (code?: string | null, authorized?: boolean) => {
    told = [code ?? null, authorized ?? false];
  };
  const transport = new BunTransport(given, null);
  transport.dial('127.0.0.1', { port: server.port, secure: true, serverName: 'another.example' }, caller);
  await until(() => told !== undefined && server.sockets.length > 0, 'the TLS handshake');
  expect(told![0]).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
  expect(server.sockets[0]!.servername).toBe('another.example');
});

test('plain TCP and TLS go by one transport, and each dial leaves from the next address', async () => {
  using plain = await servePlain();
  using secure = await serveSecure();
  const given = settings({}, ['127.0.0.5', '127.0.0.6']);
  const transport = new BunTransport(given, null);
  const caller = new Caller();
  transport.dial('127.0.0.1', { port: plain.port, secure: false, serverName: '' }, caller);
  const socket = await caller.connected;
  expect(given.count.open).toBe(1);
  await visit(transport, secure.port);
  await until(() => plain.sockets.length > 0, 'the plain connection');
  expect([plain.from[0], secure.from[0]]).toEqual(['127.0.0.5', '127.0.0.6']);
  socket.terminate();
  await until(() => given.count.open === 0, 'all sockets to be gone');
});
