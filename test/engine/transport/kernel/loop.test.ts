// The worker's own loop beside the runtime's: it rings when due, tells each change of readiness once and only to whom it
// concerns, and closes a file only between two rounds.
import { afterAll, expect, test } from 'bun:test';
import { existsSync } from 'node:fs';
import { monotonicClock } from '../../../../src/engine/loop/clock.ts';
import { EPOLL } from '../../../../src/engine/transport/kernel/libc.ts';
import { until } from '../../../until.ts';
import { aTurn, IS_ELSEWHERE, listen, openIo } from './rig.ts';

const linuxTest = test.skipIf(IS_ELSEWHERE);
const io = IS_ELSEWHERE ? null! : openIo();
const { loop } = io ?? {};
afterAll(() => io?.close());

/** Whom a file's events are told: keeps them. */
class Watcher {
  readonly seen: number[] = [];
  act: () => void = () => {};

  onEvents(events: number): void {
    this.seen.push(events);
    this.act();
  }
}

/** Resolves with the time at which the loop rings. */
function ring(): Promise<number> {
  return new Promise((resolve) => {
    loop.onRing = () => resolve(monotonicClock.nowUs());
  });
}

/** A whole round has passed: what was ready has been told. */
async function aRound(): Promise<void> {
  const rung = ring();
  loop.set(monotonicClock.nowUs());
  await rung;
  await aTurn();
}

linuxTest(
  'it rings once, at or after the time that was set last, and not where that was cleared',
  async () => {
    let rung = 0;
    loop.onRing = () => rung++;
    loop.set(monotonicClock.nowUs() - 1);
    loop.clear();
    await aTurn();
    await aTurn();
    expect(rung).toBe(0);
    const dueUs = monotonicClock.nowUs() + 30_000;
    const rings = ring();
    loop.set(dueUs - 29_000);
    loop.set(dueUs);
    expect(await rings).toBeGreaterThanOrEqual(dueUs);
    loop.onRing = () => rung++;
    await aTurn();
    await aTurn();
    expect(rung).toBe(0);
  },
);

linuxTest('a change of readiness is told once, and the next one again', async () => {
  using peer = await listen();
  const watcher = new Watcher();
  const fd = peer.connect(loop.libc);
  expect(loop.add(fd, watcher)).toBe(true);
  await until(() => watcher.seen.length === 1 && peer.sockets.length === 1, 'the connection');
  expect(watcher.seen).toEqual([EPOLL.out]);
  await aRound();
  expect(watcher.seen).toHaveLength(1);
  peer.sockets[0]!.write('x');
  await until(() => watcher.seen.length === 2, 'something to read');
  expect(watcher.seen[1]! & EPOLL.in).toBe(EPOLL.in);
  peer.sockets[0]!.end();
  await until(() => watcher.seen.length === 3, 'the FIN');
  expect(watcher.seen[2]! & EPOLL.peerHangUp).toBe(EPOLL.peerHangUp);
  loop.close(fd);
});

linuxTest('a file that the kernel does not know cannot be watched', () => {
  expect(loop.add(1_000_000, new Watcher())).toBe(false);
});

linuxTest(
  'who is closed in a round hears nothing more of it, and its number is free only after it',
  async () => {
    using peer = await listen();
    const [a, b] = [new Watcher(), new Watcher()];
    const fds = new Map([
      [a, peer.connect(loop.libc)],
      [b, peer.connect(loop.libc)],
    ]);
    let wasOpen = false;
    for (const [one, other] of [
      [a, b],
      [b, a],
    ] as const) {
      one.act = () => {
        const fd = fds.get(other)!;
        loop.close(fd);
        wasOpen = existsSync(`/proc/self/fd/${fd}`);
      };
    }
    // Both are connected before the loop looks again, so that both are ready in one round.
    await until(() => peer.sockets.length === 2, 'both connections');
    for (const [watcher, fd] of fds) loop.add(fd, watcher);
    await until(() => a.seen.length + b.seen.length > 0, 'the round');
    await aRound();
    expect(a.seen.length + b.seen.length).toBe(1);
    expect(wasOpen).toBe(true);
    const [heard, silent] = a.seen.length === 1 ? [a, b] : [b, a];
    expect(existsSync(`/proc/self/fd/${fds.get(silent)}`)).toBe(false);
    loop.close(fds.get(heard)!);
  },
);

linuxTest('what is released stays open, and its events are of no concern any more', async () => {
  using peer = await listen();
  const watcher = new Watcher();
  const fd = peer.connect(loop.libc);
  loop.add(fd, watcher);
  await until(() => watcher.seen.length === 1 && peer.sockets.length === 1, 'the connection');
  loop.release(fd);
  peer.sockets[0]!.write('x');
  const byte = new Uint8Array(1);
  await until(() => loop.libc.recv(fd, byte, 1, 0x40) === 1, 'the byte');
  await aRound();
  expect(watcher.seen).toHaveLength(1);
  // Nobody else's either: whoever gets it may have it watched anew.
  expect(loop.add(fd, watcher)).toBe(true);
  loop.close(fd);
});

linuxTest('while it waits the runtime has its turns', async () => {
  const order: string[] = [];
  setTimeout(() => order.push('timer'), 1);
  const rings = ring();
  loop.set(monotonicClock.nowUs() + 100_000);
  const response = Bun.file('/proc/self/stat').text();
  await response;
  order.push('file');
  await rings;
  expect(order.toSorted()).toEqual(['file', 'timer']);
});

linuxTest('one that is stopped rings no more, until it is started again', async () => {
  const rings = ring();
  loop.stop();
  loop.set(monotonicClock.nowUs());
  let rung = false;
  rings.then(() => {
    rung = true;
  });
  for (let i = 0; i < 5; i++) await aTurn();
  expect(rung).toBe(false);
  loop.start();
  await rings;
});
