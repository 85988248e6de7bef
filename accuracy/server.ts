// The hold server as whoever measures sees it: an address for each hold, and the truth so far. Built and started for one
// measurement; ends when it is disposed of, or with the process that started it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compile } from '../bench/floor/build.ts';
import { atExit } from './at-exit.ts';

export interface HoldServer extends AsyncDisposable {
  readonly port: number;
  url(holdMs: number): string;
  /** What each message since the last call was held, in microseconds, by the server's own clock. */
  takeTruth(): readonly number[];
}

/** Throws where there is no C compiler, or where the server does not start. */
export async function startHoldServer(): Promise<HoldServer> {
  const folder = mkdtempSync(join(tmpdir(), 'busyhour-hold-server-'));
  const remove = atExit(() => rmSync(folder, { recursive: true, force: true }));
  const [program, truthFile] = [join(folder, 'hold-server'), join(folder, 'truth')];
  compile(join(import.meta.dir, 'hold-server.c'), program);
  const child = Bun.spawn([program, truthFile], { stdin: 'pipe', stdout: 'pipe', stderr: 'inherit' });
  const end = atExit(() => child.kill('SIGKILL'));
  const port = await readPort(child.stdout);
  return {
    port,
    url: (holdMs) => `ws://127.0.0.1:${port}/hold/${holdMs}`,
    takeTruth: readTruth(truthFile),
    async [Symbol.asyncDispose]() {
      end();
      await child.exited;
      remove();
    },
  };
}

async function readPort(stdout: ReadableStream<Uint8Array>): Promise<number> {
  for await (const chunk of stdout) {
    const port = Number(new TextDecoder().decode(chunk));
    if (Number.isInteger(port)) return port;
  }
  throw new Error('the hold server did not start');
}

/** How many there are, and then each in nanoseconds, as 64-bit numbers in memory that both sides share. */
function readTruth(file: string): () => readonly number[] {
  const numbers = new BigUint64Array(Bun.mmap(file).buffer);
  let taken = 0;
  return () => {
    const from = taken;
    taken = Number(numbers[0]);
    return Array.from(numbers.subarray(1 + from, 1 + taken), (ns) => Number(ns) / 1_000);
  };
}
