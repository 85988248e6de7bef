// Bun's sockets as a transport: TLS, and plain TCP where the kernel's own way is closed. Where the worker has a loop of its
// own, that connects, and hands Bun the socket. The only file that calls Bun.connect.
import { codeOf } from '../../../base/error-code.ts';
import { KernelConnecting } from '../kernel/connecting.ts';
import type { KernelLoop } from '../kernel/loop.ts';
import { socketAddress } from '../kernel/socket-address.ts';
import { connectSocket } from '../kernel/tcp-calls.ts';
import type { Connecting, Endpoint, SocketUser, Transport, TransportSettings } from '../transport.ts';
import { BunWay } from './way.ts';

/** Names that TLS was spoken to and whose options and session are kept: a preparation may name any number. */
const MAX_NAMES = 256;

export class BunTransport implements Transport {
  readonly #settings: TransportSettings;
  readonly #loop: KernelLoop | null;
  readonly #plain: BunWay;
  readonly #secure = new Map<string, BunWay>();

  constructor(settings: TransportSettings, loop: KernelLoop | null) {
    this.#settings = settings;
    this.#loop = loop;
    this.#plain = new BunWay(settings, null);
  }

  dial(address: string, to: Endpoint, user: SocketUser): Connecting | null {
    const way = to.secure ? this.#secureWay(to, address) : this.#plain;
    const { sources, count } = this.#settings;
    const source = sources.next();
    if (this.#loop === null) {
      const local = source === null ? {} : { localAddress: source };
      this.#connect(way, { hostname: address, port: to.port, ...local }, user);
      return null;
    }
    const from = source === null ? null : socketAddress(source, 0);
    const fd = connectSocket(this.#loop.libc, socketAddress(address, to.port), from);
    if (typeof fd === 'string') {
      user.onConnectFailed(fd);
      return null;
    }
    const connecting = new KernelConnecting(this.#loop, count, fd, (connected, code) =>
      code === null ? this.#connect(way, { fd: connected }, user) : user.onConnectFailed(code),
    );
    if (this.#loop.add(fd, connecting)) return connecting;
    connecting.terminate();
    user.onConnectFailed('ENOMEM');
    return null;
  }

  /** Of one name and port; the address stands for a name where there is none. */
  #secureWay({ serverName, port }: Endpoint, address: string): BunWay {
    const key = `${serverName === '' ? address : serverName}:${port}`;
    const known = this.#secure.get(key);
    if (known !== undefined) return known;
    if (this.#secure.size === MAX_NAMES) this.#secure.delete(this.#secure.keys().next().value!);
    const way = new BunWay(this.#settings, serverName);
    this.#secure.set(key, way);
    return way;
  }

  #connect(way: BunWay, to: object, user: SocketUser): void {
    const { count } = this.#settings;
    const options = { ...to, socket: way.handlers, data: user, ...(way.tls ? { tls: way.tls } : {}) };
    count.add();
    // The outcome reaches the handlers; the promise only repeats it, and may also throw what no handler hears.
    try {
      (Bun.connect(options as never) as Promise<unknown>).catch(ignore);
    } catch (error) {
      count.remove();
      user.onConnectFailed(codeOf(error) ?? 'EINVAL');
    }
  }
}

function ignore(): void {}
