// What a connection needs of a socket, whoever drives it: Bun (bun/: TLS, and every system that is not Linux) or the
// kernel's epoll (kernel/: plain TCP on Linux, where most load is made).
// One contract suite holds all of them to this page: test/contract/transport.test.ts.
import type { TlsPlan } from '../../plan/plan.ts';
import type { SocketCount } from './socket-count.ts';
import type { SourceAddresses } from './source-addresses.ts';

/** What whoever dials hears. A code is the system's or OpenSSL's own (ECONNREFUSED, CERT_HAS_EXPIRED). */
export interface DialUser {
  onConnected(socket: TransportSocket): void;
  onConnectFailed(code: string): void;
  /** Of TLS alone, after `onConnected`. */
  onSecured(code: string | null, authorized: boolean): void;
}

/** What whoever has a stream of bytes hears. */
export interface StreamUser {
  /** The chunk is the transport's own again once this returns: what is kept has to be copied. */
  onBytes(chunk: Uint8Array): void;
  onWritable(): void;
  /** FIN when `code` is null. Called once, after all that came before it; nothing follows. */
  onDisconnected(code: string | null): void;
}

/** Who dials has the stream too, until another takes it over. */
export interface SocketUser extends DialUser, StreamUser {}

export interface TransportSocket {
  /** Whom it tells; another may take over once it is connected, and hears what follows. */
  data: StreamUser;
  /** Bytes taken, from `start` on; less than `length` where the kernel's buffer is full: `onWritable` follows. */
  write(bytes: Uint8Array, start?: number, length?: number): number;
  /** Leaves what comes in the kernel's buffer, so that the peer is stopped. */
  pause(): void;
  resume(): void;
  /** FIN after what was written; the peer's own ends it. */
  end(): void;
  /** Drops it at once, by a reset. Nothing follows, but that Bun's tell of this end too: whoever ends it, listens no more. */
  terminate(): void;
}

/** A connect under way, which can be called off. */
export interface Connecting {
  terminate(): void;
}

/** Where a dial goes, but for its address. */
export interface Endpoint {
  readonly port: number;
  /** TLS. */
  readonly secure: boolean;
  /** For SNI and the certificate. Empty sends none, and holds the certificate against the address that is dialed. */
  readonly serverName: string;
}

export interface Transport {
  /**
   * `address` is literal. Ends in `onConnected` or `onConnectFailed`, possibly before this returns. null where it has
   * ended by then, or cannot be called off.
   */
  dial(address: string, to: Endpoint, user: SocketUser): Connecting | null;
}

/** What all dials of a worker have in common. */
export interface TransportSettings {
  readonly tls: Pick<TlsPlan, 'ca' | 'minVersion' | 'maxVersion' | 'resumption' | 'verify'>;
  readonly sources: SourceAddresses;
  readonly count: SocketCount;
}
