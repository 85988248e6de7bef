// The count of a worker's sockets. That each transport keeps it right is held by test/contract/transport.test.ts.
import { expect, test } from 'bun:test';
import { SocketCount } from '../../../src/engine/transport/socket-count.ts';

test('what was added and not removed is open', () => {
  const count = new SocketCount();
  count.add();
  count.add();
  count.remove();
  expect(count.open).toBe(1);
});
