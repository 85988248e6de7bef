// Each dial leaves from the next of the local addresses.
import { expect, test } from 'bun:test';
import { SourceAddresses } from '../../../src/engine/transport/source-addresses.ts';

test('one after the other, from the first again', () => {
  const sources = new SourceAddresses(['127.0.0.1', '127.0.0.2', '127.0.0.3']);
  const dealt = Array.from({ length: 300 }, () => sources.next());
  expect(dealt.slice(0, 4)).toEqual(['127.0.0.1', '127.0.0.2', '127.0.0.3', '127.0.0.1']);
  for (const address of new Set(dealt)) expect(dealt.filter((one) => one === address)).toHaveLength(100);
});

test('none leaves it to the kernel', () => {
  expect(new SourceAddresses([]).next()).toBeNull();
});
