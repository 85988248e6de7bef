// What must not outlive a command or a test that is interrupted: processes in groups of their own, temporary folders.
// Whoever makes one hands over how to undo it; it is undone once, by its maker or by the signal that ends everything.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Undo = () => Promise<void> | void;

const open = new Set<Undo>();

/** Returns how the maker undoes it himself. */
export function undoLater(undo: Undo): () => Promise<void> {
  open.add(undo);
  return async () => {
    if (open.delete(undo)) await undo();
  };
}

export function temporaryFolder(name: string): { readonly path: string; remove(): Promise<void> } {
  const path = mkdtempSync(join(tmpdir(), `busyhour-${name}-`));
  return { path, remove: undoLater(() => rmSync(path, { recursive: true, force: true })) };
}

/** For a command: whatever ends it undoes everything first. */
export function undoOnSignals(): void {
  const signals = [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const;
  for (const [signal, code] of signals) {
    process.on(signal, async () => {
      // The last first: a process before the folder that it writes to.
      for (const undo of [...open].reverse()) await undo();
      process.exit(code);
    });
  }
}
