// How Bun drives the sockets toward one name: one set of handlers, and for TLS its options and the session that the next
// connection resumes. Tells each socket's user what happened to it, and never keeps a socket.
import type { Socket } from 'bun';
import { codeOf } from '../../../base/error-code.ts';
import { tlsOptions } from '../tls-options.ts';
import type { SocketUser, StreamUser, TransportSettings } from '../transport.ts';

/** Until it is connected and secured, whoever dialed is whom it tells. */
type DialedSocket = Socket<SocketUser>;
type OpenSocket = Socket<StreamUser>;

/** Bun's type lacks what its sockets can do; measured, see docs/decisions/001-runtime.md. */
interface Bun14Socket {
  setSession(session: Buffer): void;
}

export class BunWay {
  readonly handlers: object;
  /** What Bun.connect takes; undefined for plain TCP. */
  readonly tls: object | undefined;
  #session: Buffer | undefined;

  /** `serverName` is null for plain TCP. */
  constructor(settings: TransportSettings, serverName: string | null) {
    this.tls = serverName === null ? undefined : tlsOptions(settings.tls, serverName);
    this.handlers = this.#makeHandlers(settings, serverName !== null && settings.tls.resumption);
  }

  #makeHandlers({ count }: TransportSettings, resumes: boolean) {
    return {
      open: (socket: DialedSocket) => {
        if (resumes && this.#session) (socket as unknown as Bun14Socket).setSession(this.#session);
        socket.data.onConnected(socket as OpenSocket);
      },
      data: (socket: OpenSocket, chunk: Buffer) => socket.data.onBytes(chunk),
      drain: (socket: OpenSocket) => socket.data.onWritable(),
      close: (socket: OpenSocket, error?: Error) => {
        count.remove();
        socket.data.onDisconnected(codeOf(error) ?? null);
      },
      error: (socket: OpenSocket, error: Error) => {
        const code = codeOf(error);
        // Bun also brings here what our own handlers throw: that is no word of the peer's, and ends the worker.
        if (code === undefined) queueMicrotask(() => fail(error));
        else socket.data.onDisconnected(code);
      },
      connectError: (socket: DialedSocket, error: Error) => {
        count.remove();
        socket.data.onConnectFailed(codeOf(error) ?? 'EIO');
      },
      handshake: (socket: OpenSocket, authorized: boolean, error: Error | null) => {
        // A peer may negotiate anew on a stream that another has taken over since.
        if (isDialing(socket)) socket.data.onSecured(codeOf(error) ?? null, authorized);
      },
      ...(resumes ? { session: (_socket: OpenSocket, session: Buffer) => this.#keep(session) } : {}),
    };
  }

  #keep(session: Buffer): void {
    this.#session = session;
  }
}

function isDialing(socket: OpenSocket): socket is DialedSocket {
  return 'onSecured' in socket.data;
}

function fail(error: Error): never {
  throw error;
}
