// The one buffer of all reads: its views are of the memory that the kernel writes to, and short ones are made once.
import { toArrayBuffer } from 'bun:ffi';
import { expect, test } from 'bun:test';
import { ReadBuffer } from '../../../../src/engine/transport/kernel/read-buffer.ts';

test('a view of each length is the first bytes of what lies at the address', () => {
  const buffer = new ReadBuffer();
  const memory = new Uint8Array(toArrayBuffer(buffer.address, 0, buffer.capacity));
  for (const length of [0, 1, 100, 2_047, 2_048, buffer.capacity]) {
    memory.fill(length % 251);
    const view = buffer.first(length);
    expect(view.length).toBe(length);
    expect(view.every((byte) => byte === length % 251)).toBe(true);
  }
});

test('a short message makes no view of its own, and each length has another', () => {
  const buffer = new ReadBuffer();
  expect(buffer.first(100)).toBe(buffer.first(100));
  expect(buffer.first(101)).not.toBe(buffer.first(100));
  // Of the long ones there are too many to keep.
  expect(buffer.first(2_048)).not.toBe(buffer.first(2_048));
  expect(new ReadBuffer().first(100)).not.toBe(buffer.first(100));
});
