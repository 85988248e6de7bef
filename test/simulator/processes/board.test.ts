// Counters shared by processes, and the handshake rate on them: laws, and two processes at once.

import { describe, expect, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { HandshakeRate } from '../../../src/simulator/handshake-rate.ts';
import { defaultSimulatorOptions } from '../../../src/simulator/options.ts';
import { Board, boardMemory, createBoardFile } from '../../../src/simulator/processes/board.ts';

const options = { ...defaultSimulatorOptions('plain'), processes: 3 };

test('sums the rows, takes the highest of what is a maximum, and keeps tables by number', () => {
  const shape = { processes: 3, handshakeRateLimit: 0 };
  const memory = boardMemory(shape);
  const boards = [0, 1, 2].map((row) => new Board(memory, shape, row));
  boards.forEach((board, n) => {
    board.count('messagesReceived', n + 1);
    board.count('repliesSent');
    board.raise('maxUnacked', [4, 9, 2][n]!);
    board.raise('maxUnacked', 1);
    board.countRejected(429);
    board.countClose(1000 + n, n === 1);
  });
  boards[2]!.countClose(77, false); // no close code at all
  expect(boards[0]!.stats(options)).toMatchObject({
    messagesReceived: 6,
    messagesSent: 3,
    maxUnacked: 9,
    rejected: { 429: 3 },
    closes: { 1000: 1, 1001: 1, 1002: 1, 1006: 1 },
    closesByServer: { 1001: 1 },
  });
});

test('processes that open and close at once never pass the limit and lose no count', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'busyhour-board-'));
  try {
    const path = join(folder, 'board');
    const shape = { processes: 3, handshakeRateLimit: 0 };
    createBoardFile(path, shape);
    const board = new Board(boardMemory(shape, path), shape, 0);
    const script = `
      import { Board, boardMemory } from ${JSON.stringify(join(import.meta.dir, '../../../src/simulator/processes/board.ts'))};
      const shape = ${JSON.stringify(shape)};
      const board = new Board(boardMemory(shape, ${JSON.stringify(path)}), shape, Number(process.argv.at(-1)));
      Atomics.add(board.shared, 3, 1); // both begin at once
      const patience = performance.now() + 5_000;
      while (Atomics.load(board.shared, 3) < 2 && performance.now() < patience);
      for (let n = 0; n < 300_000; n += 1) {
        if (!board.tryOpen(2)) board.countRejected(429);
        else { board.count('accepted'); if (Atomics.load(board.shared, 0) > 2) board.count('dropped'); board.release(); }
      }`;
    const children = [1, 2].map((row) =>
      Bun.spawn([process.execPath, '-e', script, '--', String(row)], { stderr: 'inherit' }),
    );
    expect(await Promise.all(children.map((child) => child.exited))).toEqual([0, 0]);
    const stats = board.stats(options);
    expect(stats.accepted + (stats.rejected['429'] ?? 0)).toBe(600_000);
    expect(stats).toMatchObject({ open: 0, dropped: 0 });
    expect(stats.peakOpen).toBeLessThanOrEqual(2);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe('handshake rate', () => {
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
});
