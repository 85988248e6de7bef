// Brackets belong to an address as it is written, not to the host.
import { expect, test } from 'bun:test';
import { withoutBrackets } from '../../src/base/host-name.ts';

test('takes the brackets of IPv6 away, and leaves every other name', () => {
  expect(['[::1]', '::1', 'chat.example', '127.0.0.1'].map(withoutBrackets)).toEqual([
    '::1',
    '::1',
    'chat.example',
    '127.0.0.1',
  ]);
});
