// What a connection may expect of a transport, held against each of them and a server of node's own.
import { afterAll, afterEach, describe, expect, test } from 'bun:test';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createSecureServer } from 'node:tls';
import { monotonicClock } from '../../src/engine/loop/clock.ts';
import { NextTurn } from '../../src/engine/loop/next-turn.ts';
import { BunTransport } from '../../src/engine/transport/bun/transport.ts';
import { TransportBySecurity } from '../../src/engine/transport/by-security.ts';
import { KernelLoop } from '../../src/engine/transport/kernel/loop.ts';
import { KernelTransport } from '../../src/engine/transport/kernel/transport.ts';
import { SocketCount } from '../../src/engine/transport/socket-count.ts';
import { SourceAddresses } from '../../src/engine/transport/source-addresses.ts';
import type { Endpoint, Transport, TransportSettings } from '../../src/engine/transport/transport.ts';
import { GOOD } from '../faults/certificates.ts';
import { until } from '../until.ts';
import { Caller } from './transport-caller.ts';

const nextTurn = new NextTurn();
const loop = KernelLoop.open(monotonicClock, nextTurn);
loop?.start();
afterAll(() => loop?.stop());

interface Kind {
  readonly secure: boolean;
  make(settings: TransportSettings): Transport;
}

const byBun = (on: KernelLoop | null, secure: boolean): Kind => ({
  secure,
  make: (settings) => new BunTransport(settings, on),
});

function onKernel(on: KernelLoop): Record<string, Kind> {
  const kernel: Kind = {
    secure: false,
    make: (settings) => new KernelTransport(settings, on, nextTurn),
  };
  return {
    kernel,
    'bun on a socket of the kernel': byBun(on, false),
    'bun with TLS on a socket of the kernel': byBun(on, true),
    'by security': {
      secure: true,
      make: (settings) => new TransportBySecurity(kernel.make(settings), byBun(on, true).make(settings)),
    },
  };
}

const KINDS: Record<string, Kind> = {
  bun: byBun(null, false),
  'bun with TLS': byBun(null, true),
  ...(loop === null ? {} : onKernel(loop)),
};

test('on Linux the kernel way is open, so that all are held to the contract', () => {
  expect(Object.keys(KINDS)).toHaveLength(process.platform === 'linux' ? 6 : 2);
});

/** Both are there when the caller comes to read. */
function reset(socket: Socket, sent: Buffer): void {
  socket.write(sent);
  socket.resetAndDestroy();
}

describe.each(Object.keys(KINDS))('%s', (name) => {
  const { secure, make } = KINDS[name]!;
  const count = new SocketCount();

  afterEach(async () => {
    await until(() => count.open === 0, 'the count of sockets to be back at none', { timeoutMs: 10_000 });
  });

  /** A server whose connections `serve` plays, and a caller that has dialed it. */
  async function dialed(serve: (socket: Socket) => void, host = '127.0.0.1') {
    const onSocket = (socket: Socket) => serve(socket.on('error', () => {}));
    const server = secure ? createSecureServer(GOOD, onSocket) : createServer(onSocket);
    await new Promise<void>((resolve) => server.listen(0, host, resolve));
    const caller = new Caller(secure);
    transport().dial(host, to(server), caller);
    return { server, caller, [Symbol.dispose]: () => void server.close() };
  }

  function transport(sources: string[] = []): Transport {
    const tls = {
      ca: GOOD.cert,
      minVersion: '1.2',
      maxVersion: '1.3',
      resumption: true,
      verify: true,
    } as const;
    return make({ tls, sources: new SourceAddresses(sources), count });
  }

  function to(server: Server): Endpoint {
    return { port: (server.address() as AddressInfo).port, secure, serverName: '' };
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
    const endpoint = to(peer.server);
    await new Promise((resolve) => peer.server.close(resolve));
    const caller = new Caller();
    transport().dial('127.0.0.1', endpoint, caller);
    expect(await caller.failed).toBe('ECONNREFUSED');
  });

  test('a source address that is not ours is EADDRNOTAVAIL', async () => {
    using peer = await dialed(() => {});
    const caller = new Caller();
    transport(['192.0.2.1']).dial('127.0.0.1', to(peer.server), caller);
    expect(await caller.failed).toBe('EADDRNOTAVAIL');
  });

  test('a FIN is told after all that came before it', async () => {
    const sent = Buffer.alloc(3_000_000, 'abc');
    using peer = await dialed((socket) => socket.end(sent));
    expect(await peer.caller.disconnected).toBeNull();
    expect(peer.caller.received.toString('latin1')).toBe(sent.toString('latin1'));
  });

  test('a reset is told as one', async () => {
    using peer = await dialed((socket) => void socket.on('data', () => socket.resetAndDestroy()));
    (await peer.caller.connected).write(Buffer.from('x'));
    expect(await peer.caller.disconnected).toBe('ECONNRESET');
  });

  /** A close frame of 1008, as a platform says goodbye. */
  const GOODBYE = Buffer.from([0x88, 2, 0x03, 0xf0]);

  test('what came before a reset is read first', async () => {
    for (const sent of [GOODBYE, Buffer.alloc(30_000, 'abc')]) {
      using peer = await dialed((socket) => void socket.on('data', () => reset(socket, sent)));
      (await peer.caller.connected).write(Buffer.from('go'));
      expect(await peer.caller.disconnected).toBe('ECONNRESET');
      expect(peer.caller.received.toString('latin1')).toBe(sent.toString('latin1'));
    }
  });

  test('a reset is told to who does not read, and what came before it first', async () => {
    for (const sent of [GOODBYE, Buffer.alloc(30_000, 'abc')]) {
      using peer = await dialed((socket) => void socket.on('data', () => reset(socket, sent)));
      const socket = await peer.caller.connected;
      socket.write(Buffer.from('go'));
      socket.pause();
      expect(await peer.caller.disconnected).toBe('ECONNRESET');
      expect(peer.caller.received.toString('latin1')).toBe(sent.toString('latin1'));
    }
  });

  test('what came before a reset is read, where a write has met the reset', async () => {
    for (const sent of [GOODBYE, Buffer.alloc(30_000, 'abc')]) {
      let isOver = false;
      using peer = await dialed((socket) => {
        socket.on('data', () => {
          reset(socket, sent);
          isOver = true;
        });
      });
      const socket = await peer.caller.connected;
      socket.write(Buffer.from('go'));
      socket.pause();
      await peer.caller.when(() => isOver);
      socket.write(Buffer.from('an ack'));
      socket.resume();
      expect(['ECONNRESET', null]).toContain(await peer.caller.disconnected);
      expect(peer.caller.received.toString('latin1')).toBe(sent.toString('latin1'));
    }
  });

  test('what came before a FIN waits while reading is paused, and is read first', async () => {
    let isOver = false;
    using peer = await dialed(
      (socket) => void socket.once('data', () => socket.end(GOODBYE, () => (isOver = true))),
    );
    const socket = await peer.caller.connected;
    socket.pause();
    socket.write(Buffer.from('go'));
    await peer.caller.when(() => isOver);
    expect(peer.caller.receivedBytes).toBe(0);
    socket.resume();
    expect(await peer.caller.disconnected).toBeNull();
    expect(peer.caller.received.equals(GOODBYE)).toBe(true);
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
    expect(peer.caller.received.toString('latin1')).toBe(sent.toString('latin1'));
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
      socket.write('hello');
    });
    const socket = await peer.caller.connected;
    await peer.caller.when(() => peer.caller.receivedBytes > 0);
    socket.terminate();
    expect(['ECONNRESET', 'closed']).toContain(await promise);
    expect(peer.caller.received.toString()).toBe('hello');
  });
});
