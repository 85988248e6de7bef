// The handshake rate on the memory that processes share: its law, and what a process that dies leaves behind.

import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { Board, boardMemory } from '../../src/simulator/board.ts';
import { HandshakeRate } from '../../src/simulator/handshake-rate.ts';

test('never more than the limit in any one second, and none refused that could pass', () => {
  const gapsUs = fc.array(fc.oneof(fc.nat(2_000), fc.nat(400_000), fc.constant(0)), { maxLength: 150 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), gapsUs, (limit, gaps) => {
      const shape = { processes: 1, handshakeRateLimit: limit };
      const board = new Board(boardMemory(shape), shape, 0);
      const rate = new HandshakeRate(board.handshakes, board.shared);
      const passed: number[] = [];
      let nowUs = 1_764_000_000_000_000;
      for (const gapUs of gaps) {
        nowUs += gapUs;
        const lately = passed.filter((atUs) => nowUs - atUs < 1_000_000).length;
        expect(rate.tryPass(nowUs)).toBe(lately < limit);
        if (lately < limit) passed.push(nowUs);
      }
    }),
  );
});

test('whoever dies between taking a place and moving on is helped by the next', () => {
  const shape = { processes: 1, handshakeRateLimit: 2 };
  const board = new Board(boardMemory(shape), shape, 0);
  const rate = new HandshakeRate(board.handshakes, board.shared);
  expect(rate.tryPass(1_000)).toBe(true);
  Atomics.sub(board.shared, 2, 1); // as if the one above had died before moving the ticket
  expect([rate.tryPass(2_000), rate.tryPass(3_000)]).toEqual([true, false]);
  expect([rate.tryPass(1_001_000), rate.tryPass(1_001_001)]).toEqual([true, false]);
});

test('goes on where the ticket wraps', () => {
  const shape = { processes: 1, handshakeRateLimit: 3 };
  const board = new Board(boardMemory(shape), shape, 0);
  const rate = new HandshakeRate(board.handshakes, board.shared);
  let nowUs = 5_000_000;
  const passAfter = (gapUs: number) => {
    nowUs += gapUs;
    return rate.tryPass(nowUs);
  };
  for (let n = 0; n < 3; n += 1) expect(passAfter(1_000)).toBe(true);
  board.shared[2] = 2 ** 31 - (2 ** 31 % 6) - 3; // the start of the last odd round: the ring holds an even one
  for (let n = 0; n < 12; n += 1) expect(passAfter(1_000_000)).toBe(true);
  expect(board.shared[2]).toBe(9);
  expect([rate.tryPass(nowUs + 1), rate.tryPass(nowUs + 2), rate.tryPass(nowUs + 3)]).toEqual([
    true,
    true,
    false,
  ]);
});
