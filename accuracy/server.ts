// The hold server as whoever measures sees it: an address for each hold, and the truth so far. Started for one
// measurement; ends when it is disposed of, or with the process that started it.
import { join } from 'node:path';
import { atExit } from './at-exit.ts';

export interface HoldServer extends AsyncDisposable {
  readonly port: number;
  url(holdMs: number): string;
  /** What each message since the last call was held, in microseconds, by the server's own clock. */
  takeTruth(): Promise<readonly number[]>;
}

export async function startHoldServer(): Promise<HoldServer> {
  const child = Bun.spawn([process.execPath, join(import.meta.dir, 'hold-server.ts')], {
    stdin: 'pipe',
    stdout: 'pipe',
    stderr: 'inherit',
  });
  const end = atExit(() => child.kill('SIGKILL'));
  let port = Number.NaN;
  for await (const chunk of child.stdout) {
    port = Number(new TextDecoder().decode(chunk));
    break;
  }
  if (!Number.isInteger(port)) throw new Error('the hold server did not start');
  return {
    port,
    url: (holdMs) => `ws://127.0.0.1:${port}/hold/${holdMs}`,
    takeTruth: async () => (await (await fetch(`http://127.0.0.1:${port}/truth`)).json()) as number[],
    async [Symbol.asyncDispose]() {
      end();
      await child.exited;
    },
  };
}
