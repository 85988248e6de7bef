// What makes the fuzzing worth believing: a case is the same whatever was played before it, a reader that keeps a chunk
// is seen to, a broken law is told with the command that brings it back, and the command line says how it ended.
import { expect, test } from 'bun:test';
import { join } from 'node:path';
import { createAnswers } from '../../fuzz/answers.ts';
import { playCopies, SharedBuffer } from '../../fuzz/chunks.ts';
import { createFrames } from '../../fuzz/frames.ts';
import type { PartReport } from '../../fuzz/order.ts';
import { createPayloads } from '../../fuzz/payloads.ts';
import { showFailures, showTable } from '../../fuzz/table.ts';

const CREATE = { frames: createFrames, answers: createAnswers, payloads: createPayloads };

for (const [name, create] of Object.entries(CREATE)) {
  test(`${name}: a case does not depend on the cases before it`, () => {
    const [upwards, downwards] = [create(7), create(7)];
    const numbers = Array.from({ length: 1_000 }, (_, n) => n);
    const inputs = numbers.map((n) => Bun.hash(upwards.input(n)));
    for (const n of numbers.toReversed()) expect(Bun.hash(downwards.input(n))).toBe(inputs[n]!);
    expect(Bun.hash(create(8).input(3))).not.toBe(inputs[3]!);
  });
}

test('a reader that keeps its chunks reads something else afterwards, one that copies does not', () => {
  const bytes = Buffer.from('what came in three');
  const sizes = [5, 5, bytes.length - 10];
  const read = (play: (read: (chunk: Uint8Array) => boolean) => void, copies: boolean) => {
    const kept: Uint8Array[] = [];
    play((chunk) => {
      kept.push(copies ? Uint8Array.from(chunk) : chunk);
      return true;
    });
    return Buffer.concat(kept);
  };
  const shared = new SharedBuffer(100);
  expect(read((each) => shared.play(bytes, sizes, each), true)).toEqual(bytes);
  expect(read((each) => shared.play(bytes, sizes, each), false)).not.toEqual(bytes);
  expect(read((each) => playCopies(bytes, sizes, each), false)).toEqual(bytes);
});

test('a failure is told with the command that brings it back', () => {
  const report: PartReport = {
    cases: 50,
    seconds: 1,
    outcomes: { fine: 48, failure: 2 },
    failures: [
      { n: 31, what: 'Error: broken' },
      { n: null, what: 'all together leave much behind' },
    ],
    failed: 2,
    peakBytes: 1024 * 1024,
    slowestMs: 1,
    heapGrownBytes: 0,
    rssGrownBytes: 0,
  };
  expect(showTable(9, [['frames', report]])).toContain('48  fine');
  const text = showFailures(9, [['frames', report]]);
  expect(text).toContain(
    'frames: case 31: Error: broken\n  npm run fuzz -- --seed 9 --only frames --case 31',
  );
  expect(text).toContain('npm run fuzz -- --seed 9 --only frames --frames 50');
});

test('the command line: 0 where every law held, 2 where a flag is wrong', async () => {
  const main = join(import.meta.dir, '../../fuzz/main.ts');
  const run = (words: string) =>
    Bun.spawn([process.execPath, main, ...words.split(' ')], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [good, bad] = [run('--seed 3 --only frames,answers --frames 300 --answers 100'), run('--frames -1')];
  expect(await good.exited).toBe(0);
  const text = await new Response(good.stdout).text();
  expect(text).toContain('seed 3');
  expect(text).toMatch(/^frames +300 /m);
  expect(text).toMatch(/^answers +100 /m);
  expect(await bad.exited).toBe(2);
});
