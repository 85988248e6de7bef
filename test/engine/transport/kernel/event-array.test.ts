// The kernel's events, written by it and read here: which file, and which of its events.
import { expect, test } from 'bun:test';
import { EventArray } from '../../../../src/engine/transport/kernel/event-array.ts';
import { EPOLL } from '../../../../src/engine/transport/kernel/libc.ts';
import { until } from '../../../until.ts';
import { IS_ELSEWHERE, libc, listen, TCP_STATE, tcpState } from './rig.ts';

const EPOLL_CTL_ADD = 1;
const NO_TIME = new Int32Array(4);

test('what is set at one place stands there and nowhere else', () => {
  const events = new EventArray(3);
  expect(events.capacity).toBe(3);
  events.set(0, EPOLL.in, 7);
  events.set(2, EPOLL.edge | EPOLL.out, 9);
  expect([0, 1, 2].map((i) => events.fd(i))).toEqual([7, 0, 9]);
  expect(events.events(0)).toBe(EPOLL.in);
  expect(events.events(2) >>> 0).toBe(EPOLL.edge + EPOLL.out);
});

test.skipIf(IS_ELSEWHERE)(
  'the kernel understands what is written, and what it writes is understood',
  async () => {
    using peer = await listen();
    const library = libc();
    const epoll = library.epoll_create1(0);
    const one = new EventArray(1);
    const sockets = [peer.connect(library), peer.connect(library), peer.connect(library)];
    for (const [i, fd] of sockets.entries()) {
      one.set(0, i === 1 ? EPOLL.in : EPOLL.in | EPOLL.out, fd);
      expect(library.epoll_ctl(epoll, EPOLL_CTL_ADD, fd, one.address)).toBe(0);
    }
    const stand = () => sockets.every((fd) => tcpState(library, fd) === TCP_STATE.established);
    await until(stand, 'the connections');
    const ready = new EventArray(8);
    const count = library.epoll_pwait2(epoll, ready.address, ready.capacity, NO_TIME, null);
    const seen = Array.from({ length: count }, (_, i) => [ready.fd(i), ready.events(i)]);
    // One of them is only asked whether it has something to read.
    expect(seen).toEqual([
      [sockets[0]!, EPOLL.out],
      [sockets[2]!, EPOLL.out],
    ]);
    for (const fd of [...sockets, epoll]) library.close(fd);
  },
);
