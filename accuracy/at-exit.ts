// What must not outlive these commands: processes and folders, undone when the process exits, whatever makes it exit but
// SIGKILL. Each is undone once: by whoever began it, or here.

const undos = new Set<() => void>();

process.on('exit', () => {
  for (const undo of undos) undo();
});

/** Returns what undoes it now; undoing must not wait for anything. */
export function atExit(undo: () => void): () => void {
  const once = () => {
    if (undos.delete(once)) undo();
  };
  undos.add(once);
  return once;
}

/** A signal ends the process as it would, but through its exit. */
export function exitOnSignals(): void {
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    process.on(signal, () => process.exit(code));
  }
}
