// Bun's sockets as a transport: TLS, and plain TCP where the kernel's own way is closed. One set of handlers and one
// TLS configuration a worker. The only file that calls Bun.connect.
import { isIP } from 'node:net';
import type { Socket } from 'bun';
import type { Target, TlsVersion } from '../../../plan/plan.ts';
import { KernelDial } from '../kernel/dial.ts';
import type { KernelLoop } from '../kernel/loop.ts';
import { socketAddress } from '../kernel/socket-address.ts';
import { connectSocket } from '../kernel/tcp-calls.ts';
import type { Dialing, Transport, TransportUser } from '../transport.ts';

type BunSocket = Socket<TransportUser>;

const TLS_VERSION_CODES: Record<TlsVersion, number> = { '1.2': 0x0303, '1.3': 0x0304 };

/** Bun's type lacks what its sockets can do; measured, see docs/decisions/001-runtime.md. */
interface Bun14Socket {
  setSession(session: Buffer): void;
}

export class BunTransport implements Transport {
  readonly #target: Target;
  readonly #loop: KernelLoop | null;
  readonly #tls: object | undefined;
  readonly #handlers: object;
  #session: Buffer | undefined;
  #dialed = 0;

  constructor(target: Target, loop: KernelLoop | null) {
    this.#target = target;
    this.#loop = loop;
    this.#tls = target.secure ? tlsOptions(target) : undefined;
    this.#handlers = this.#makeHandlers();
  }

  dial(address: string, user: TransportUser): Dialing | null {
    const { sourceAddresses, port } = this.#target;
    const source =
      sourceAddresses.length > 0 ? sourceAddresses[this.#dialed++ % sourceAddresses.length] : undefined;
    if (this.#loop === null) {
      this.#connect(
        { hostname: address, port, ...(source === undefined ? {} : { localAddress: source }) },
        user,
      );
      return null;
    }
    const from = source === undefined ? null : socketAddress(source, 0);
    const fd = connectSocket(this.#loop.libc, socketAddress(address, port), from);
    if (typeof fd === 'string') {
      user.onConnectFailed(fd);
      return null;
    }
    const dial = new KernelDial(this.#loop, fd, (connected, code) =>
      code === null ? this.#connect({ fd: connected }, user) : user.onConnectFailed(code),
    );
    if (this.#loop.add(fd, dial)) return dial;
    dial.terminate();
    user.onConnectFailed('ENOMEM');
    return null;
  }

  #connect(to: object, user: TransportUser): void {
    const options = { ...to, socket: this.#handlers, data: user, ...(this.#tls ? { tls: this.#tls } : {}) };
    // The outcome reaches the handlers; the promise only repeats it, and may also throw what no handler hears.
    try {
      (Bun.connect(options as never) as Promise<unknown>).catch(ignore);
    } catch (error) {
      user.onConnectFailed(codeOf(error) ?? 'EINVAL');
    }
  }

  #makeHandlers() {
    const secure = this.#target.secure;
    const resumes = secure && this.#target.tls.resumption;
    return {
      open: (socket: BunSocket) => {
        if (resumes && this.#session) (socket as unknown as Bun14Socket).setSession(this.#session);
        socket.data.onConnected(socket);
      },
      data: (socket: BunSocket, chunk: Buffer) => socket.data.onBytes(chunk),
      drain: (socket: BunSocket) => socket.data.onWritable(),
      close: (socket: BunSocket, error?: Error) => socket.data.onDisconnected(codeOf(error) ?? null),
      error: (socket: BunSocket, error: Error) => {
        const code = codeOf(error);
        // Bun also brings here what our own handlers throw: that is no word of the peer's, and ends the worker.
        if (code === undefined) queueMicrotask(() => fail(error));
        else socket.data.onDisconnected(code);
      },
      connectError: (socket: BunSocket, error: Error) => socket.data.onConnectFailed(codeOf(error) ?? 'EIO'),
      handshake: (socket: BunSocket, authorized: boolean, error: Error | null) =>
        socket.data.onSecured(codeOf(error) ?? null, authorized),
      ...(resumes ? { session: (_socket: BunSocket, session: Buffer) => this.#keep(session) } : {}),
    };
  }

  #keep(session: Buffer): void {
    this.#session = session;
  }
}

function tlsOptions(target: Target): object {
  const { ca, serverName, minVersion, maxVersion, verify } = target.tls;
  // RFC 6066 section 3: no address goes into SNI. An empty name sends none, and checks the address that is dialed.
  const isAddress = serverName === target.host && isIP(serverName) !== 0;
  return {
    serverName: isAddress ? '' : serverName,
    minVersion: TLS_VERSION_CODES[minVersion],
    maxVersion: TLS_VERSION_CODES[maxVersion],
    rejectUnauthorized: verify,
    ...(ca === null ? {} : { ca }),
  };
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

function fail(error: Error): never {
  throw error;
}

function ignore(): void {}
