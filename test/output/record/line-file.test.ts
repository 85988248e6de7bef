// Lines of a file of any size: each with its number, a torn one told apart, one that is too long left out.
import { expect, test } from 'bun:test';
import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { type Line, readLines } from '../../../src/output/record/line-file.ts';
import { makeRoot } from '../recorded-run.ts';

async function linesOf(path: string): Promise<Line[]> {
  const lines: Line[] = [];
  for await (const line of readLines(path)) lines.push(line);
  return lines;
}

test('are those of the text, and the last is told apart where it lacks its end', async () => {
  const path = join(await makeRoot(), 'x');
  const text = fc.string({ unit: fc.constantFrom('a', '\n', '\u00fc', '\u{1f600}'), maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(text, async (written) => {
      await writeFile(path, written);
      const parts = written.split('\n');
      const last = parts.pop()!;
      expect(await linesOf(path)).toEqual([
        ...parts.map((part, i) => ({ number: i + 1, text: part, ended: true })),
        ...(last === '' ? [] : [{ number: parts.length + 1, text: last, ended: false }]),
      ]);
    }),
    { numRuns: 40 },
  );
});

test('of a length that no line of ours has are empty, and those behind them are read', async () => {
  const path = join(await makeRoot(), 'x');
  const file = await open(path, 'w');
  await file.write('one\n');
  for (let megabytes = 0; megabytes < 40; megabytes += 1) await file.write(Buffer.alloc(1024 * 1024, 'x'));
  await file.write('\nthree\n');
  await file.close();
  expect(await linesOf(path)).toEqual([
    { number: 1, text: 'one', ended: true },
    { number: 2, text: '', ended: true },
    { number: 3, text: 'three', ended: true },
  ]);
});

test('of a file that is not there are an error', async () => {
  expect(await linesOf(join(await makeRoot(), 'x')).catch((error: unknown) => error)).toMatchObject({
    code: 'ENOENT',
  });
});
