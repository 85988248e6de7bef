// The two streams of this process. Law: what goes to stderr makes nobody wait, and a stream that nobody reads any more
// changes neither the run nor its exit code.
import { PatientTerminal } from './patient-terminal.ts';

/** Where everything goes that is no result; it makes nobody wait. */
export const standardError = PatientTerminal.open(process.stderr) ?? process.stderr;

/**
 * Results: a closed or full stdout is no reason to lose the run's own exit code. Waits for a reader that is slow, and
 * leaves the process free to hear signals meanwhile.
 */
export async function writeResult(text: string): Promise<void> {
  const terminal = PatientTerminal.open(process.stdout);
  terminal?.write(text);
  const problem = await (terminal?.drained() ?? writeAll(process.stdout, text));
  if (problem === undefined) return;
  writeError(`busyhour: the results could not be written to stdout: ${describeStreamProblem(problem)}\n`);
}

function writeAll(stream: NodeJS.WriteStream, text: string): Promise<Error | undefined> {
  return new Promise((resolve) => {
    stream.once('error', resolve);
    stream.write(text, (error) => {
      if (!error) stream.off('error', resolve);
      resolve(error ?? undefined);
    });
  });
}

function describeStreamProblem(error: Error): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EPIPE':
      return 'nobody reads it any more';
    case 'ENOSPC':
      return 'its disk is full';
    case 'EIO':
      return 'its terminal is gone';
    default:
      return error.message;
  }
}

export function writeError(text: string): void {
  try {
    standardError.write(text);
  } catch {
    // There is nobody left to tell.
  }
}

/** A terminal that takes nothing for so long does not hear the last words. */
const LAST_WORDS_MS = 1_000;

/** What was said is read, as far as it can be. */
export async function settleErrors(): Promise<void> {
  if (!(standardError instanceof PatientTerminal)) return;
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, LAST_WORDS_MS);
  await Promise.race([standardError.drained(), late]);
  clearTimeout(timer);
}
