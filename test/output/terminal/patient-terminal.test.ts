// A terminal that never makes the program wait, on a real one where this machine can make one (script of util-linux, Linux).
import { expect, test } from 'bun:test';
import { fileURLToPath } from 'node:url';
import { PatientTerminal } from '../../../src/output/terminal/patient-terminal.ts';

test('is none where the stream is no terminal', () => {
  expect(PatientTerminal.open({ isTTY: false, fd: 1 })).toBeUndefined();
  expect(PatientTerminal.open({ isTTY: true, fd: 987_654 })).toBeUndefined();
});

const source = JSON.stringify(
  fileURLToPath(import.meta.resolve('../../../src/output/terminal/patient-terminal.ts')),
);
const PROGRAM = `
  const { PatientTerminal } = await import(${source});
  const terminal = PatientTerminal.open(process.stdout);
  if (terminal === undefined) process.exit(9);
  for (let i = 0; i < 2000; i += 1) terminal.write('line ' + i + '\\n');
  const waited = terminal.writableNeedDrain;
  const problem = await terminal.drained();
  terminal.write('all taken: ' + (problem === undefined) + ', needs drain: ' + terminal.writableNeedDrain + '\\n');
  await terminal.drained();
`;

const hasScript = process.platform === 'linux' && Bun.which('script') !== null;
test.skipIf(!hasScript)('offers what was not taken again, in order, and says when all is', async () => {
  const words = `${process.execPath} -e "${PROGRAM.replaceAll('"', '\\"').replaceAll('\n', ' ')}"`;
  const child = Bun.spawn(['script', '-qec', words, '/dev/null'], {
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const text = await new Response(child.stdout).text();
  expect(await child.exited).toBe(0);
  const lines = text.split('\r\n').filter((line) => line !== '');
  expect(lines).toEqual([
    ...Array.from({ length: 2_000 }, (_, i) => `line ${i}`),
    'all taken: true, needs drain: false',
  ]);
});
