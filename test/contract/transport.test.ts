// What a connection may expect of a transport, held against each of them and a server of node's own.
import { afterAll, describe, expect, test } from 'bun:test';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { monotonicClock } from '../../src/engine/loop/clock.ts';
import { NextTurn } from '../../src/engine/loop/next-turn.ts';
import { BunTransport } from '../../src/engine/transport/bun/transport.ts';
import { KernelLoop } from '../../src/engine/transport/kernel/loop.ts';
import { KernelTransport } from '../../src/engine/transport/kernel/transport.ts';
import type { Transport } from '../../src/engine/transport/transport.ts';
import type { Target } from '../../src/plan/plan.ts';
import { Caller } from './transport-caller.ts';

const nextTurn = new NextTurn();
const loop = KernelLoop.open(monotonicClock, nextTurn);
loop?.start();
afterAll(() => loop?.stop());

const TRANSPORTS: Record<string, (target: Target) => Transport> = {
  bun: (target) => new BunTransport(target, null),
  ...(loop === null ? {} : { 'bun on a socket of the kernel': (target) => new BunTransport(target, loop) }),
  ...(loop === null ? {} : { kernel: (target) => new KernelTransport(target, loop, nextTurn) }),
};

test('on Linux the kernel way is open, so that both are held to the contract', () => {
  expect(Object.keys(TRANSPORTS)).toHaveLength(process.platform === 'linux' ? 3 : 1);
});

describe.each(Object.keys(TRANSPORTS))('%s', (name) => {
  /** A server whose connections `serve` plays, and a caller that has dialed it. */
  async function dialed(serve: (socket: Socket) => void, host = '127.0.0.1') {
    const server = createServer((socket) => serve(socket.on('error', () => {})));
    await new Promise<void>((resolve) => server.listen(0, host, resolve));
    const caller = new Caller();
    transport((server.address() as AddressInfo).port, host).dial(host, caller);
    return { server, caller, [Symbol.dispose]: () => void server.close() };
  }

  function transport(port: number, host = '127.0.0.1', sourceAddresses: string[] = []): Transport {
    const target = { url: '', secure: false, host, port, path: '/', headers: [], subprotocols: [] };
    const tls = { serverName: '', ca: null, minVersion: '1.2', maxVersion: '1.3', resumption: true } as const;
    return TRANSPORTS[name]!({ ...target, tls: { ...tls, verify: true }, deflate: false, sourceAddresses });
  }

  test('bytes go out and come back, on IPv4 and on IPv6', async () => {
    for (const host of ['127.0.0.1', '::1']) {
      using peer = await dialed((socket) => socket.pipe(socket), host);
      const socket = await peer.caller.connected;
      expect(socket.write(Buffer.from('xhello'), 1, 5)).toBe(5);
      await peer.caller.when(() => peer.caller.received.toString() === 'hello');
      socket.terminate();
    }
  });

  test('a port where nobody listens is ECONNREFUSED', async () => {
    const peer = await dialed(() => {});
    const { port } = peer.server.address() as AddressInfo;
    await new Promise((resolve) => peer.server.close(resolve));
    const caller = new Caller();
    transport(port).dial('127.0.0.1', caller);
    expect(await caller.failed).toBe('ECONNREFUSED');
  });

  test('a source address that is not ours is EADDRNOTAVAIL', async () => {
    using peer = await dialed(() => {});
    const { port } = peer.server.address() as AddressInfo;
    const caller = new Caller();
    transport(port, '127.0.0.1', ['192.0.2.1']).dial('127.0.0.1', caller);
    expect(await caller.failed).toBe('EADDRNOTAVAIL');
  });

  test('a FIN is told after all that came before it', async () => {
    const sent = Buffer.alloc(3_000_000, 'abc');
    using peer = await dialed((socket) => socket.end(sent));
    expect(await peer.caller.disconnected).toBeNull();
    expect(peer.caller.received.equals(sent)).toBe(true);
  });

  test('a reset is told as one', async () => {
    using peer = await dialed((socket) => void socket.on('data', () => socket.resetAndDestroy()));
    (await peer.caller.connected).write(Buffer.from('x'));
    expect(await peer.caller.disconnected).toBe('ECONNRESET');
  });

  test('what the kernel does not take is told, and so is when it takes again', async () => {
    let peerSocket: Socket | undefined;
    let got = 0;
    using peer = await dialed((socket) => {
      peerSocket = socket.pause().on('data', (chunk) => {
        got += chunk.length;
      });
    });
    const socket = await peer.caller.connected;
    const block = Buffer.alloc(1 << 20, 1);
    let sent = 0;
    let taken = block.length;
    for (let i = 0; i < 64 && taken === block.length; i++) {
      taken = socket.write(block);
      sent += taken;
    }
    expect(taken).toBeLessThan(block.length);
    expect(peer.caller.writable).toBe(0);
    await peer.caller.when(() => peerSocket !== undefined);
    peerSocket!.resume();
    await peer.caller.when(() => peer.caller.writable > 0 && got === sent);
    socket.terminate();
  });

  test('a pause stops the peer, and a resume loses nothing', async () => {
    let buffered = 0;
    const sent = Buffer.alloc(32 << 20, 7);
    using peer = await dialed((socket) => {
      socket.once('data', () => {
        socket.write(sent);
        buffered = socket.writableLength;
      });
    });
    const socket = await peer.caller.connected;
    socket.pause();
    socket.write(Buffer.from('go'));
    await peer.caller.when(() => buffered > 0);
    expect(peer.caller.receivedBytes).toBe(0);
    socket.resume();
    await peer.caller.when(() => peer.caller.receivedBytes === sent.length);
    expect(peer.caller.received.equals(sent)).toBe(true);
    socket.terminate();
  });

  test('an end is a FIN after what was written, and ends without an error', async () => {
    let got = '';
    using peer = await dialed((socket) => {
      socket.on('data', (chunk) => {
        got += chunk;
      });
    });
    const socket = await peer.caller.connected;
    socket.write(Buffer.from('goodbye'));
    socket.end();
    expect(await peer.caller.disconnected).toBeNull();
    await peer.caller.when(() => got === 'goodbye');
  });

  test('a terminate is a reset to the peer, and nothing follows it', async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    using peer = await dialed((socket) => {
      socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
      socket.on('close', () => resolve('closed')).resume();
    });
    const socket = await peer.caller.connected;
    socket.terminate();
    expect(['ECONNRESET', 'closed']).toContain(await promise);
    expect(peer.caller.received).toHaveLength(0);
  });
});
