// The pool hands out what it was filled with, once, and keys of the right shape.
import { expect, test } from 'bun:test';
import { acceptFor } from '../../src/wire/handshake-key.ts';
import { RandomPool } from '../../src/wire/random-pool.ts';

test('the accept value of RFC 6455 section 1.3', () => {
  expect(acceptFor('dGhlIHNhbXBsZSBub25jZQ==')).toBe('s3pPLMBiTxaQ9kYGzzhZRbK+xOo=');
});

test('keys are 16 bytes in base64, and no byte is handed out twice', () => {
  let next = 0;
  // Every 32-bit word of the stream is different, so a repeated byte range would show.
  const pool = new RandomPool((bytes) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = 0; at < bytes.length; at += 4) view.setInt32(at, next++, true);
  });
  const words = new Set<number>();
  let drawn = 0;
  for (let turn = 0; turn < 3000; turn++) {
    if (turn % 3 === 0) {
      const key = Buffer.from(pool.handshakeKey(), 'base64');
      expect(key.length).toBe(16);
      for (let at = 0; at < 16; at += 4) words.add(key.readInt32LE(at));
      drawn += 4;
    } else {
      words.add(pool.maskKey());
      drawn++;
    }
  }
  expect(words.size).toBe(drawn);
});

test('the system fills it where nobody else does', () => {
  const pool = new RandomPool();
  const keys = new Set(Array.from({ length: 2000 }, () => pool.maskKey()));
  expect(keys.size).toBeGreaterThan(1990);
});
