// A connect on the kernel's socket: it ends once, in a socket that is handed over, in a name, or in nothing.
import { afterAll, expect, test } from 'bun:test';
import { existsSync } from 'node:fs';
import { KernelConnecting } from '../../../../src/engine/transport/kernel/connecting.ts';
import { EPOLL } from '../../../../src/engine/transport/kernel/libc.ts';
import { until } from '../../../until.ts';
import { IS_ELSEWHERE, listen, openIo, TCP_STATE, tcpState } from './rig.ts';

const linuxTest = test.skipIf(IS_ELSEWHERE);
const io = IS_ELSEWHERE ? null! : openIo();
const { loop } = io ?? {};
afterAll(() => io?.close());

const isOpen = (fd: number) => existsSync(`/proc/self/fd/${fd}`);

function dial(fd: number) {
  const ends: [number, string | null][] = [];
  const dialing = new KernelConnecting(loop, io.count, fd, (...end) => ends.push(end));
  return { ends, dialing };
}

linuxTest('one that stands is handed over open, and no longer watched', async () => {
  using peer = await listen((socket) => socket.write('hello'));
  const fd = peer.connect(loop.libc);
  const { ends, dialing } = dial(fd);
  loop.add(fd, dialing);
  await until(() => ends.length > 0, 'its end');
  expect(ends).toEqual([[fd, null]]);
  dialing.onEvents(EPOLL.out);
  dialing.terminate();
  const bytes = new Uint8Array(5);
  await until(() => loop.libc.recv(fd, bytes, 5, 0x40) === 5, 'the greeting');
  expect(ends).toHaveLength(1);
  expect(loop.add(fd, dialing)).toBe(true);
  loop.close(fd);
});

linuxTest('one that fails says why, and its socket is closed', async () => {
  using peer = await listen();
  const fd = peer.connect(loop.libc);
  const { ends, dialing } = dial(fd);
  await until(() => peer.sockets.length === 1, 'the connection');
  // What the peer does to one that stands is as good an error as any that a connect meets.
  peer.sockets[0]!.resetAndDestroy();
  await until(() => tcpState(loop.libc, fd) === TCP_STATE.closed, 'the reset');
  loop.add(fd, dialing);
  await until(() => ends.length > 0, 'its end');
  await until(() => !isOpen(fd), 'the close');
  expect(ends).toEqual([[-1, 'ECONNRESET']]);
});

linuxTest('one that is called off ends in nothing, and its socket is closed', async () => {
  using peer = await listen();
  const fd = peer.connect(loop.libc);
  const { ends, dialing } = dial(fd);
  loop.add(fd, dialing);
  dialing.terminate();
  dialing.terminate();
  dialing.onEvents(EPOLL.out);
  dialing.onEvents(EPOLL.error);
  await until(() => !isOpen(fd), 'the close');
  expect(ends).toEqual([]);
});
