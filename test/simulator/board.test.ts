// Counters shared by processes: their sums, and two processes at once.

import { expect, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Board, boardMemory, createBoardFile } from '../../src/simulator/board.ts';
import { defaultSimulatorOptions } from '../../src/simulator/registry.ts';

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
      import { Board, boardMemory } from ${JSON.stringify(join(import.meta.dir, '../../src/simulator/board.ts'))};
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
