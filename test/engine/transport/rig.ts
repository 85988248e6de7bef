// What the tests of transports share: settings that dial loopback, and servers that tell who came.
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createSecureServer, type TLSSocket } from 'node:tls';
import { SocketCount } from '../../../src/engine/transport/socket-count.ts';
import { SourceAddresses } from '../../../src/engine/transport/source-addresses.ts';
import type { TransportSettings } from '../../../src/engine/transport/transport.ts';
import { GOOD } from '../../faults/certificates.ts';

export function settings(
  tls: Partial<TransportSettings['tls']> = {},
  sources: readonly string[] = [],
): TransportSettings {
  return {
    tls: { ca: GOOD.cert, minVersion: '1.2', maxVersion: '1.3', resumption: true, verify: true, ...tls },
    sources: new SourceAddresses(sources),
    count: new SocketCount(),
  };
}

export interface Served<T> extends Disposable {
  readonly port: number;
  readonly sockets: T[];
  /** The address that each came from. */
  readonly from: string[];
  /** Whether each brought a session along that was taken up: a socket that is gone no longer says so. */
  readonly resumed: boolean[];
}

export function servePlain(): Promise<Served<Socket>> {
  const sockets: Socket[] = [];
  return listen(
    createServer((socket) => void sockets.push(socket.on('error', () => {}))),
    sockets,
    'connection',
  );
}

export function serveSecure(): Promise<Served<TLSSocket>> {
  const sockets: TLSSocket[] = [];
  return listen(
    createSecureServer(GOOD, (socket) => {
      sockets.push(socket.on('error', () => {}));
      socket.on('data', (chunk) => socket.write(chunk));
    }),
    sockets,
    'secureConnection',
  );
}

async function listen<T extends Socket>(server: Server, sockets: T[], event: string): Promise<Served<T>> {
  const from: string[] = [];
  const resumed: boolean[] = [];
  server.on(event, (socket: Socket | TLSSocket) => {
    from.push(socket.remoteAddress ?? '');
    resumed.push('isSessionReused' in socket && socket.isSessionReused());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    sockets,
    from,
    resumed,
    [Symbol.dispose]: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
