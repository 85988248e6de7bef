// What a TCP socket can be told, as calls of the C library: made, bound, connected, reset, asked for its error.
// Keeps nothing: a file descriptor goes in or comes out, a mistake comes out by its name.
import { type Libc, nameOf } from './libc.ts';
import type { SocketAddress } from './socket-address.ts';

const SOCK_STREAM = 1;
const SOCK_NONBLOCK = 0o4000;
const SOCK_CLOEXEC = 0o2000000;
const SOL_SOCKET = 1;
const SO_ERROR = 4;
const SO_LINGER = 13;
const IPPROTO_IP = 0;
const IPPROTO_TCP = 6;
const TCP_NODELAY = 1;
const IP_BIND_ADDRESS_NO_PORT = 24;

const ON = new Int32Array([1]);
/** struct linger: on, for no time. */
const NO_LINGER = new Int32Array([1, 0]);
const value = new Int32Array(1);
const valueBytes = new Uint32Array(1);

/** A file descriptor whose connection is under way, or the name of what went wrong at once. */
export function connectSocket(libc: Libc, to: SocketAddress, from: SocketAddress | null): number | string {
  const fd = libc.socket(to.family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return libc.errorCode();
  libc.setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, ON, 4);
  const code = bindAndConnect(libc, fd, to, from);
  if (code === null || code === 'EINPROGRESS') return fd;
  libc.close(fd);
  return code;
}

function bindAndConnect(
  libc: Libc,
  fd: number,
  to: SocketAddress,
  from: SocketAddress | null,
): string | null {
  if (from !== null) {
    // The port is chosen at connect, where it need only differ among connections to one target.
    libc.setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, ON, 4);
    if (libc.bind(fd, from.bytes, from.bytes.length) < 0) return libc.errorCode();
  }
  return libc.connect(fd, to.bytes, to.bytes.length) < 0 ? libc.errorCode() : null;
}

/** The error that the socket carries, which is taken from it; null where there is none. */
export function takeSocketError(libc: Libc, fd: number): string | null {
  value[0] = 0;
  valueBytes[0] = 4;
  libc.getsockopt(fd, SOL_SOCKET, SO_ERROR, value, valueBytes);
  return value[0] === 0 ? null : nameOf(value[0]!);
}

/** Closing it from now on resets the connection: no goodbye, and its port is free at once. */
export function forgetUnsent(libc: Libc, fd: number): void {
  libc.setsockopt(fd, SOL_SOCKET, SO_LINGER, NO_LINGER, 8);
}
