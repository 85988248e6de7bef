// What a connection needs of a socket, whoever drives it: Bun (bun-transport.ts: TLS, and every system that is not
// Linux) or the kernel's epoll (kernel-transport.ts: plain TCP on Linux, where most load is made).
// One contract suite holds both to this page: test/contract/transport.test.ts.

/** What a transport tells its user. A code is the system's or OpenSSL's own (ECONNREFUSED, CERT_HAS_EXPIRED). */
export interface TransportUser {
  onConnected(socket: TransportSocket): void;
  onConnectFailed(code: string): void;
  onSecured(code: string | null, authorized: boolean): void;
  /** The chunk is the transport's own again once this returns: what is kept has to be copied. */
  onBytes(chunk: Uint8Array): void;
  onWritable(): void;
  /** FIN when `code` is null. Called once; nothing follows. */
  onDisconnected(code: string | null): void;
}

export interface TransportSocket {
  /** Whom it tells; another may take over, and hears what follows. */
  data: TransportUser;
  /** Bytes taken, from `start` on; less than `length` where the kernel's buffer is full: `onWritable` follows. */
  write(bytes: Uint8Array, start?: number, length?: number): number;
  /** Leaves what comes in the kernel's buffer, so that the peer is stopped. */
  pause(): void;
  resume(): void;
  /** FIN after what was written; the peer's own ends it. */
  end(): void;
  /** Drops it at once, by a reset. Nothing follows. */
  terminate(): void;
}

/** A connect under way, which can be called off. */
export interface Dialing {
  terminate(): void;
}

export interface Transport {
  /**
   * `address` is literal. Ends in `onConnected` or `onConnectFailed`, possibly before this returns. null where it has
   * ended by then, or cannot be called off.
   */
  dial(address: string, user: TransportUser): Dialing | null;
}
