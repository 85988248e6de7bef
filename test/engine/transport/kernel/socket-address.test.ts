// The kernel's shape of an address, held against what the URL parser makes of the same text.
import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { socketAddress } from '../../../../src/engine/transport/kernel/socket-address.ts';

test('an IPv4 address and its port, in network order', () => {
  const { family, bytes } = socketAddress('127.0.0.2', 0x1f90);
  expect([family, ...bytes]).toEqual([2, 2, 0, 0x1f, 0x90, 127, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0]);
});

test('an IPv6 address reads the same however it is written', () => {
  fc.assert(
    fc.property(
      fc.ipV6().filter((address) => URL.canParse(`http://[${address}]/`)),
      fc.nat(65_535),
      (address, port) => {
        const { family, bytes } = socketAddress(address, port);
        expect(family).toBe(10);
        expect(bytes.length).toBe(28);
        expect(new DataView(bytes.buffer).getUint16(2)).toBe(port);
        expect(written(bytes)).toBe(new URL(`http://[${address}]/`).hostname);
      },
    ),
  );
});

test('a zone is no part of the address', () => {
  expect(socketAddress('fe80::1%lo', 1).bytes).toEqual(socketAddress('fe80::1', 1).bytes);
});

function written(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, 8);
  const groups = Array.from({ length: 8 }, (_, i) => view.getUint16(i * 2).toString(16));
  return new URL(`http://[${groups.join(':')}]/`).hostname;
}
