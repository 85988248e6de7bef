// A small real server for the tests of workers: it answers an upgrade, gives back what it is sent unless it is told not to,
// and knows who is there.
import { createHash } from 'node:crypto';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { Plan } from '../../../src/plan/plan.ts';

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

export interface Target extends Disposable {
  readonly port: number;
  readonly open: ReadonlySet<unknown>;
  /** All that ever opened. */
  opened: number;
  messages: number;
  echoes: boolean;
}

export function serveTarget(): Target {
  const open = new Set<unknown>();
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: (request, self) => (self.upgrade(request) ? undefined : new Response(null, { status: 404 })),
    websocket: {
      open: (socket) => {
        open.add(socket);
        target.opened++;
      },
      message: (socket, message) => {
        target.messages++;
        if (target.echoes) socket.send(message);
      },
      close: (socket) => void open.delete(socket),
    },
  });
  const target: Target = {
    port: server.port!,
    open,
    opened: 0,
    messages: 0,
    echoes: true,
    [Symbol.dispose]: () => void server.stop(true),
  };
  return target;
}

/** One that answers an upgrade and never says another word: no echo, and no goodbye. */
export async function serveMute(): Promise<Disposable & { readonly port: number }> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket.on('error', () => {}));
    socket.on('data', (bytes) => {
      const key = /^sec-websocket-key: (.*)$/im.exec(bytes.toString('latin1'))?.[1]?.trim();
      if (key === undefined) return;
      const accept = createHash('sha1').update(`${key}${GUID}`).digest('base64');
      const lines = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'];
      socket.write(`${lines.join('\r\n')}\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.dispose]: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

export function against({ port }: Pick<Target, 'port'>, plan: Plan): Plan {
  return { ...plan, target: { ...plan.target, url: `ws://127.0.0.1:${port}/`, port } };
}
