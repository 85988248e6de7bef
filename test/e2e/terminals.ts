// A real terminal (a pseudo-terminal of the kernel's) around a program, with everything that a person or a bad
// connection may do to it: type, stop the output, close it. Gone with the test.
import type { Subprocess } from 'bun';
import { cleanups } from './cli.ts';

export interface InTerminal {
  readonly child: Subprocess;
  /** All that was shown so far. */
  readonly text: string;
  type(keys: string): void;
  hangUp(): void;
}

export const CTRL_S = '\x13';
export const CTRL_Q = '\x11';

export function startInTerminal(words: readonly string[], cwd: string): InTerminal {
  const decoder = new TextDecoder();
  let text = '';
  const kept = Object.entries(process.env).filter(([name]) => !/^(BUSYHOUR_|NODE_CHANNEL|CI$)/.test(name));
  const child = Bun.spawn([...words], {
    cwd,
    env: { ...Object.fromEntries(kept), TERM: 'xterm' },
    // Made together with the process it is that process' own: closing it hangs up on the whole session.
    terminal: {
      cols: 100,
      rows: 40,
      data: (_terminal, bytes) => {
        text += decoder.decode(bytes, { stream: true });
      },
    },
  });
  const terminal = child.terminal!;
  cleanups.push(async () => {
    terminal.close();
    child.kill('SIGKILL');
    await child.exited;
  });
  return {
    child,
    get text() {
      return text;
    },
    type: (keys) => void terminal.write(keys),
    hangUp: () => terminal.close(),
  };
}
