// What the contract of all transports cannot see of the kernel's: from where each dial leaves, and what is told at once.
import { afterAll, expect, test } from 'bun:test';
import { KernelTransport } from '../../../../src/engine/transport/kernel/transport.ts';
import { Caller } from '../../../contract/transport-caller.ts';
import { until } from '../../../until.ts';
import { servePlain, settings } from '../rig.ts';
import { IS_ELSEWHERE, openIo } from './rig.ts';

const linuxTest = test.skipIf(IS_ELSEWHERE);
const io = IS_ELSEWHERE ? null! : openIo();
afterAll(() => io?.close());

linuxTest('each dial leaves from the next address', async () => {
  using server = await servePlain();
  const given = settings({}, ['127.0.0.5', '127.0.0.6']);
  const transport = new KernelTransport(given, io.loop, io.nextTurn);
  const callers = [new Caller(), new Caller(), new Caller()];
  for (const caller of callers)
    transport.dial('127.0.0.1', { port: server.port, secure: false, serverName: '' }, caller);
  expect(given.count.open).toBe(3);
  const sockets = await Promise.all(callers.map(({ connected }) => connected));
  await until(() => server.sockets.length === 3, 'all three');
  expect(server.from.toSorted()).toEqual(['127.0.0.5', '127.0.0.5', '127.0.0.6']);
  for (const socket of sockets) socket.terminate();
  expect(given.count.open).toBe(0);
});

linuxTest('what the kernel refuses at once is told at once, and there is nothing to call off', async () => {
  const given = settings({}, ['192.0.2.1']);
  const caller = new Caller();
  const to = { port: 9, secure: false, serverName: '' };
  expect(new KernelTransport(given, io.loop, io.nextTurn).dial('127.0.0.1', to, caller)).toBeNull();
  expect([await caller.failed, given.count.open]).toEqual(['EADDRNOTAVAIL', 0]);
});

linuxTest('a connect that is called off is counted no more, and tells nothing', async () => {
  using server = await servePlain();
  const given = settings();
  const caller = new Caller();
  const to = { port: server.port, secure: false, serverName: '' };
  new KernelTransport(given, io.loop, io.nextTurn).dial('127.0.0.1', to, caller)!.terminate();
  expect(given.count.open).toBe(0);
  const later = new Caller();
  new KernelTransport(given, io.loop, io.nextTurn).dial('127.0.0.1', to, later);
  (await later.connected).terminate();
  expect(await Promise.race([caller.connected.then(() => 'told'), 'nothing'])).toBe('nothing');
});
