// The kernel's calls that a socket on epoll needs, through the C library that is loaded anyway, and the shapes of their
// arguments. The only file that knows of pointers. Linux with glibc on x64 and arm64; elsewhere there is none of it.
// Law: an error number is read before anything else is called.
import { dlopen, read } from 'bun:ffi';
import { constants } from 'node:os';

export const EPOLL = { in: 0x1, out: 0x4, error: 0x8, hangUp: 0x10, peerHangUp: 0x2000, edge: 0x80000000 };

const FUNCTIONS = {
  socket: { args: ['i32', 'i32', 'i32'], returns: 'i32' },
  bind: { args: ['i32', 'ptr', 'u32'], returns: 'i32' },
  connect: { args: ['i32', 'ptr', 'u32'], returns: 'i32' },
  setsockopt: { args: ['i32', 'i32', 'i32', 'ptr', 'u32'], returns: 'i32' },
  getsockopt: { args: ['i32', 'i32', 'i32', 'ptr', 'ptr'], returns: 'i32' },
  send: { args: ['i32', 'ptr', 'u64', 'i32'], returns: 'i32' },
  recv: { args: ['i32', 'ptr', 'u64', 'i32'], returns: 'i32' },
  shutdown: { args: ['i32', 'i32'], returns: 'i32' },
  close: { args: ['i32'], returns: 'i32' },
  epoll_create1: { args: ['i32'], returns: 'i32' },
  epoll_ctl: { args: ['i32', 'i32', 'i32', 'ptr'], returns: 'i32' },
  epoll_pwait2: { args: ['i32', 'ptr', 'i32', 'ptr', 'ptr'], returns: 'i32' },
  prctl: { args: ['i32', 'u64', 'u64', 'u64', 'u64'], returns: 'i32' },
  __errno_location: { args: [], returns: 'ptr' },
} as const;

/** Of two names for one number the first counts: EAGAIN and EWOULDBLOCK. */
const NAMES = new Map(
  Object.entries(constants.errno)
    .reverse()
    .map(([name, number]) => [number, name]),
);

export type Libc = NonNullable<ReturnType<typeof openLibc>>;

/** null where this system has no such library, or one that lacks a function (epoll_pwait2 came with glibc 2.35). */
export function openLibc() {
  if (process.platform !== 'linux' || (process.arch !== 'x64' && process.arch !== 'arm64')) return null;
  try {
    const { symbols } = dlopen('libc.so.6', FUNCTIONS);
    const errnoAt = symbols.__errno_location();
    if (errnoAt === null) return null;
    return { ...symbols, errorCode: () => nameOf(read.i32(errnoAt, 0)) };
  } catch {
    return null;
  }
}

/** The name of an error number: ECONNRESET. */
export function nameOf(errno: number): string {
  return NAMES.get(errno) ?? `ERRNO_${errno}`;
}
