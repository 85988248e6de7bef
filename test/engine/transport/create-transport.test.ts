// Where there is no way to the kernel, plain TCP goes by the runtime's sockets, to the same contract.
import { afterAll, expect, test } from 'bun:test';
import { monotonicClock } from '../../../src/engine/loop/clock.ts';
import { NextTurn } from '../../../src/engine/loop/next-turn.ts';
import { BunTransport } from '../../../src/engine/transport/bun/transport.ts';
import { createTransport } from '../../../src/engine/transport/create-transport.ts';
import { type Libc, openLibc } from '../../../src/engine/transport/kernel/libc.ts';
import { KernelLoop } from '../../../src/engine/transport/kernel/loop.ts';
import { SocketCount } from '../../../src/engine/transport/socket-count.ts';
import { PLAN } from '../../plan/plans.ts';
import { IS_ELSEWHERE, openFiles, openIo } from './kernel/rig.ts';

const linuxTest = test.skipIf(IS_ELSEWHERE);
const io = IS_ELSEWHERE ? null! : openIo();
afterAll(() => io?.close());

test('without a loop of the kernel all goes by Bun', () => {
  expect(createTransport(PLAN.target, new SocketCount(), null, new NextTurn())).toBeInstanceOf(BunTransport);
});

linuxTest('with one, only TLS does', () => {
  const transport = createTransport(PLAN.target, io.count, io.loop, io.nextTurn);
  expect(transport).not.toBeInstanceOf(BunTransport);
});

test('there is no loop where there is no such library', () => {
  expect(KernelLoop.open(monotonicClock, new NextTurn(), null)).toBeNull();
});

linuxTest('nor where the kernel knows no epoll, or not the wait: what was opened is closed again', () => {
  const libc = openLibc()!;
  const before = openFiles('anon_inode:[eventpoll]').length;
  const none = { ...libc, epoll_create1: () => -1 } as unknown as Libc;
  expect(KernelLoop.open(monotonicClock, new NextTurn(), none)).toBeNull();
  const old = { ...libc, epoll_pwait2: () => -1 } as unknown as Libc;
  expect(KernelLoop.open(monotonicClock, new NextTurn(), old)).toBeNull();
  expect(openFiles('anon_inode:[eventpoll]')).toHaveLength(before);
});
