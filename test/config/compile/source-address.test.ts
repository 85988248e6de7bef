// Source addresses: ranges as addresses, and enough of loopback's for any load.
import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import {
  expandAddresses,
  loopbackAddresses,
  PER_ADDRESS,
} from '../../../src/config/compile/source-address.ts';

describe('source addresses', () => {
  test('ranges are every address between their ends, each once', () => {
    expect(expandAddresses(['127.0.0.254-127.0.1.1', '127.0.1.0', '::1'])).toEqual([
      '127.0.0.254',
      '127.0.0.255',
      '127.0.1.0',
      '127.0.1.1',
      '::1',
    ]);
  });

  const bad: [string, string][] = [
    ['local', '"local" is no IP address'],
    ['127.0.0.256', '"127.0.0.256" is no IP address'],
    ['127.0.0.9-127.0.0.1', '"127.0.0.9-127.0.0.1" ends before it begins'],
    ['127.0.0.1-', '"127.0.0.1-" is no range of IPv4 addresses such as 127.0.0.2-127.0.0.20'],
    ['::1-::2', '"::1-::2" is no range of IPv4 addresses such as 127.0.0.2-127.0.0.20'],
    ['10.0.0.0-11.0.0.0', '"10.0.0.0-11.0.0.0" has more than 65536 addresses'],
  ];
  for (const [text, problem] of bad) {
    test(text, () => expect(expandAddresses([text])).toEqual({ problem }));
  }

  test('loopback has enough of them for any load', () => {
    expect(loopbackAddresses(PER_ADDRESS)).toEqual([]);
    fc.assert(
      fc.property(fc.integer({ min: PER_ADDRESS + 1, max: 1_200_000 }), (connections) => {
        const addresses = loopbackAddresses(connections);
        expect(new Set(addresses).size).toBe(addresses.length);
        expect(Math.ceil(connections / addresses.length)).toBeLessThanOrEqual(PER_ADDRESS);
        for (const address of addresses) expect(address).toMatch(/^127\.\d+\.\d+\.\d+$/);
      }),
      { numRuns: 20 },
    );
  });
});
