// The two streams of a process whose reader is slow, or gone: results are whole or the loss is told, errors wait for nobody.
import { expect, test } from 'bun:test';
import { fileURLToPath } from 'node:url';

const source = JSON.stringify(fileURLToPath(import.meta.resolve('../../../src/output/terminal/streams.ts')));
const PROGRAM = `
  const { writeResult, writeError, settleErrors } = await import(${source});
  await writeResult('x'.repeat(300000) + '\\n');
  writeError('after the results\\n');
  await settleErrors();
`;

function start() {
  return Bun.spawn([process.execPath, '-e', PROGRAM], { stdin: 'ignore', stdout: 'pipe', stderr: 'pipe' });
}

test('a result larger than a pipe is whole, and what is said after it comes after it', async () => {
  const child = start();
  const [out, err] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  expect(out).toBe(`${'x'.repeat(300_000)}\n`);
  expect(err).toBe('after the results\n');
  expect(await child.exited).toBe(0);
});

test('results that nobody reads any more are told, and change no exit code', async () => {
  const child = start();
  await child.stdout.cancel();
  expect(await new Response(child.stderr).text()).toBe(
    'busyhour: the results could not be written to stdout: nobody reads it any more\nafter the results\n',
  );
  expect(await child.exited).toBe(0);
});
