// One connection over its file descriptor: what the contract of all transports cannot see of it. The order of what it
// tells, the buffer that all share, what is heard by who does not read, and the error that the kernel names only once.
import { afterAll, expect, test } from 'bun:test';
import { existsSync } from 'node:fs';
import { KernelSocket } from '../../../../src/engine/transport/kernel/socket.ts';
import { until } from '../../../until.ts';
import { aTurn, IS_ELSEWHERE, Listener, listen, openIo, type Peer, TCP_STATE, tcpState } from './rig.ts';

const linuxTest = test.skipIf(IS_ELSEWHERE);
const io = IS_ELSEWHERE ? null! : openIo();
afterAll(() => io?.close());

/** A connection to the peer that is told of, and whose other side has come. */
async function open(peer: Peer) {
  const user = new Listener();
  const fd = peer.connect(io.loop.libc);
  const socket = new KernelSocket(io, fd, user);
  const before = peer.sockets.length;
  io.loop.add(fd, socket);
  await until(() => user.told.includes('connected') && peer.sockets.length > before, 'the connection');
  return { user, fd, socket, other: peer.sockets.at(-1)! };
}

/** Nobody looks at the sockets meanwhile. */
async function whileNobodyLooks(act: () => Promise<unknown> | unknown): Promise<void> {
  io.loop.stop();
  await aTurn();
  await act();
  io.loop.start();
}

linuxTest(
  'before it is connected it takes nothing, and then what it is given, from where it begins',
  async () => {
    let got = '';
    using peer = await listen((other) => {
      other.on('data', (chunk) => {
        got += chunk;
      });
    });
    const user = new Listener();
    const fd = peer.connect(io.loop.libc);
    const socket = new KernelSocket(io, fd, user);
    expect(socket.write(Buffer.from('early'))).toBe(0);
    io.loop.add(fd, socket);
    await until(() => user.told.length > 0, 'the connection');
    expect(user.told).toEqual(['connected']);
    expect(socket.write(Buffer.from('xgood'), 1)).toBe(4);
    expect(socket.write(Buffer.from('xbyex'), 1, 3)).toBe(3);
    await until(() => got.length >= 7, 'the bytes');
    expect(got).toBe('goodbye');
    socket.terminate();
  },
);

linuxTest('all read into one buffer, no more of it than it holds at a time', async () => {
  using peer = await listen();
  const [one, two] = [await open(peer), await open(peer)];
  const sent = Buffer.alloc(1_000_000, 'abc');
  const kept: Uint8Array[] = [];
  for (const { user } of [one, two]) user.onChunk = (chunk) => kept.push(chunk);
  for (const { other } of [one, two]) other.write(sent);
  const isWhole = () => one.user.text.length + two.user.text.length === 2 * sent.length;
  await until(isWhole, 'all that was sent');
  expect([one.user.text, two.user.text]).toEqual([sent.toString(), sent.toString()]);
  expect(Math.max(...kept.map(({ length }) => length))).toBeLessThanOrEqual(io.buffer.capacity);
  expect(new Set(kept.map(({ buffer }) => buffer)).size).toBe(1);
  for (const { socket } of [one, two]) socket.terminate();
});

linuxTest('what came before the FIN is told before it, though both were announced at once', async () => {
  using peer = await listen();
  const { user, other, fd } = await open(peer);
  await whileNobodyLooks(async () => {
    other.end('last words');
    await until(() => other.writableFinished, 'the FIN');
  });
  await until(() => user.told.length > 1, 'the end');
  expect(user.text).toBe('last words');
  expect(user.told).toEqual(['connected', 'disconnected null']);
  await until(() => !existsSync(`/proc/self/fd/${fd}`), 'the close of its file');
});

linuxTest('who does not read hears no FIN until it reads, but a reset at once', async () => {
  using peer = await listen();
  const [patient, reset] = [await open(peer), await open(peer)];
  for (const { socket } of [patient, reset]) socket.pause();
  patient.other.end('words');
  reset.other.resetAndDestroy();
  await until(() => reset.user.told.length > 1, 'the reset');
  expect(reset.user.told).toEqual(['connected', 'disconnected ECONNRESET']);
  await until(() => tcpState(io.loop.libc, patient.fd) === TCP_STATE.closeWait, 'the FIN');
  for (let i = 0; i < 3; i++) await aTurn();
  expect([patient.user.text, ...patient.user.told]).toEqual(['', 'connected']);
  patient.socket.resume();
  await until(() => patient.user.told.length > 1, 'the end');
  expect([patient.user.text, ...patient.user.told]).toEqual(['words', 'connected', 'disconnected null']);
});

linuxTest('an error that a write was told is what the end is told by', async () => {
  using peer = await listen();
  const { user, fd, socket, other } = await open(peer);
  await whileNobodyLooks(async () => {
    other.resetAndDestroy();
    await until(() => tcpState(io.loop.libc, fd) === TCP_STATE.closed, 'the reset');
    expect(socket.write(Buffer.from('too late'))).toBe(0);
  });
  await until(() => user.told.includes('disconnected ECONNRESET'), 'the end', { seen: () => user.told });
  expect(user.told.filter((word) => word.startsWith('disconnected'))).toHaveLength(1);
});

linuxTest('another user takes over what follows', async () => {
  using peer = await listen();
  const { user, socket, other } = await open(peer);
  const heir = new Listener();
  socket.data = heir;
  other.end('hello');
  await until(() => heir.told.length > 0, 'the end');
  expect([user.text, ...user.told]).toEqual(['', 'connected']);
  expect([heir.text, ...heir.told]).toEqual(['hello', 'disconnected null']);
});

linuxTest('after a terminate nothing follows, however often', async () => {
  using peer = await listen();
  const { user, socket, other, fd } = await open(peer);
  other.write('unread');
  socket.terminate();
  socket.terminate();
  socket.resume();
  socket.end();
  expect(socket.write(Buffer.from('x'))).toBe(0);
  await until(() => other.closed && !existsSync(`/proc/self/fd/${fd}`), 'the close');
  expect([user.text, ...user.told]).toEqual(['', 'connected']);
});
