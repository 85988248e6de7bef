// The C library's calls answer as its manual says, and a mistake has the name that the manual gives it.
import { expect, test } from 'bun:test';
import { constants } from 'node:os';
import { nameOf, openLibc } from '../../../../src/engine/transport/kernel/libc.ts';
import { IS_ELSEWHERE, libc } from './rig.ts';

const AF_INET = 2;
const SOCK_STREAM = 1;
const MSG_DONTWAIT = 0x40;

test('it is there on Linux only', () => {
  expect(openLibc() === null).toBe(IS_ELSEWHERE);
});

test.skipIf(IS_ELSEWHERE)('what a call did wrong is read right after it', () => {
  const library = libc();
  expect(library.close(-1)).toBe(-1);
  expect(library.errorCode()).toBe('EBADF');
  const fd = library.socket(AF_INET, SOCK_STREAM, 0);
  expect(fd).toBeGreaterThan(2);
  expect(library.recv(fd, new Uint8Array(8), 8, MSG_DONTWAIT)).toBe(-1);
  expect(library.errorCode()).toBe('ENOTCONN');
  expect(library.close(fd)).toBe(0);
  expect(library.close(fd)).toBe(-1);
});

test.skipIf(IS_ELSEWHERE)('an error has one name, the one that is switched on', () => {
  expect(nameOf(constants.errno.EAGAIN)).toBe('EAGAIN');
  expect(nameOf(constants.errno.ECONNREFUSED)).toBe('ECONNREFUSED');
  expect(nameOf(9_999)).toBe('ERRNO_9999');
});
