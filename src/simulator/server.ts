// One process's share of a simulator: Bun's server over a host. Turns off everything the library would do by
// itself (idle timeouts, pings of its own), so that only what the options say happens.

import type { Server } from 'bun';
import { AppError } from '../base/app-error.ts';
import type { Connection } from './connection/connection.ts';
import type { Host } from './connection/host.ts';
import type { SimulatorOptions } from './options.ts';
import { answerRequest } from './upgrade.ts';

/** What may wait for one client before replies are dropped. */
const QUEUE_BYTES = 4_194_304;
const HTTP_IDLE_SECONDS = 30;

export interface RunningServer {
  readonly port: number;
  /** Closes every connection with 1001, then the port. */
  stop(): Promise<void>;
}

/** `port` 0 picks a free one. Throws an AppError where the port or the address cannot be had. */
export function startServer(host: Host, port: number, isShared: boolean): RunningServer {
  const { options } = host;
  let server: Server<Connection>;
  try {
    server = Bun.serve<Connection>({
      hostname: options.host,
      port,
      reusePort: isShared,
      idleTimeout: HTTP_IDLE_SECONDS,
      development: false,
      ...(options.tls ? { tls: { cert: options.tls.certPem, key: options.tls.keyPem } } : {}),
      fetch: (request, self) => answerRequest(host, request, self),
      websocket: {
        idleTimeout: 0,
        sendPings: false,
        maxPayloadLength: options.maxMessageBytes,
        backpressureLimit: QUEUE_BYTES,
        closeOnBackpressureLimit: false,
        perMessageDeflate: options.deflate,
        open: (socket) => socket.data.open(socket),
        message: (socket, message) => socket.data.receive(message),
        drain: (socket) => socket.data.drained(),
        ping: (socket) => socket.data.pinged(),
        pong: (socket, payload) => socket.data.ponged(payload),
        close: (socket, code, reason) => socket.data.closed(code, reason),
      },
    });
  } catch (error) {
    throw cannotListen(error, options, port);
  }
  return {
    port: server.port ?? port,
    stop: async () => {
      for (const connection of [...host.connections]) connection.end(1001, 'simulator stopped');
      host.wheel.stop();
      await server.stop(true);
    },
  };
}

/** The AppError for a port or an address that cannot be had. */
export function cannotListen(error: unknown, options: SimulatorOptions, port: number): AppError {
  const code = (error as { code?: unknown } | null)?.code;
  const where = `${options.host}:${port}`;
  if (code === 'EADDRINUSE') {
    return new AppError('E_PORT_IN_USE', `the simulator cannot listen on ${where}: the port is in use`, {
      hint: `Stop what listens on port ${port}, or give another one with --port (0 picks a free one).`,
      cause: error,
    });
  }
  if (code === 'EACCES') {
    return new AppError(
      'E_SIMULATOR',
      `the simulator may not listen on ${where}: ports below 1024 need a right`,
      {
        hint: 'Give a port from 1024 to 65535 with --port.',
        cause: error,
      },
    );
  }
  return new AppError('E_SIMULATOR', `the simulator cannot listen on ${where} (${String(code ?? error)})`, {
    hint: `Check that ${options.host} is an address of this machine, and the certificate where TLS is on.`,
    cause: error,
  });
}
