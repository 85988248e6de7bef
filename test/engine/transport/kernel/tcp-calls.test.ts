// What a TCP socket is told, seen from the other side of the connection.
import { expect, test } from 'bun:test';
import { socketAddress } from '../../../../src/engine/transport/kernel/socket-address.ts';
import {
  connectSocket,
  forgetUnsent,
  takeSocketError,
} from '../../../../src/engine/transport/kernel/tcp-calls.ts';
import { until } from '../../../until.ts';
import { deafPort, IS_ELSEWHERE, libc, listen, openFiles } from './rig.ts';

const IPPROTO_TCP = 6;
const TCP_NODELAY = 1;

const linuxTest = test.skipIf(IS_ELSEWHERE);

linuxTest('it connects without Nagle, from the address that is asked for', async () => {
  using peer = await listen();
  const library = libc();
  const to = socketAddress('127.0.0.1', peer.port);
  const fd = connectSocket(library, to, socketAddress('127.0.0.2', 0)) as number;
  const [socket] = await until(() => peer.sockets.length === 1 && peer.sockets, 'the connection');
  expect(socket!.remoteAddress).toBe('127.0.0.2');
  const noDelay = new Int32Array(1);
  library.getsockopt(fd, IPPROTO_TCP, TCP_NODELAY, noDelay, new Uint32Array([4]));
  expect(noDelay[0]).toBe(1);
  expect(takeSocketError(library, fd)).toBeNull();
  library.close(fd);
});

linuxTest('an address that is not of this machine is a mistake at once, and leaves no socket', async () => {
  using peer = await listen();
  const library = libc();
  const to = socketAddress('127.0.0.1', peer.port);
  const before = openFiles('socket:').length;
  for (let i = 0; i < 3; i++)
    expect(connectSocket(library, to, socketAddress('192.0.2.1', 0))).toBe('EADDRNOTAVAIL');
  expect(openFiles('socket:').length).toBe(before);
});

linuxTest('a refusal is named by the connect, or taken from the socket once', async () => {
  const library = libc();
  const fd = connectSocket(library, socketAddress('127.0.0.1', await deafPort()), null);
  if (typeof fd === 'string') return expect(fd).toBe('ECONNREFUSED');
  expect(await until(() => takeSocketError(library, fd), 'the refusal')).toBe('ECONNREFUSED');
  expect(takeSocketError(library, fd)).toBeNull();
  library.close(fd);
});

linuxTest('a close is a goodbye, and a reset where what was unsent is forgotten', async () => {
  const heard: string[] = [];
  using peer = await listen((socket) => {
    socket.on('error', (error: NodeJS.ErrnoException) => heard.push(error.code ?? ''));
    socket.on('end', () => heard.push('FIN')).resume();
  });
  const library = libc();
  const polite = peer.connect(library);
  await until(() => peer.sockets.length === 1, 'the first connection');
  library.close(polite);
  await until(() => heard.length === 1, 'its end');
  const rude = peer.connect(library);
  await until(() => peer.sockets.length === 2, 'the second connection');
  forgetUnsent(library, rude);
  library.close(rude);
  await until(() => heard.length === 2, 'its end');
  expect(heard).toEqual(['FIN', 'ECONNRESET']);
});
