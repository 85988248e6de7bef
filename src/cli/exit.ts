// How a command ends: what it says on stderr about a failure, and its exit code. Nobody else prints an error,
// and nobody sees a stack trace but who asks for one with BUSYHOUR_DEBUG=1.
import { AppError, EXIT, type ExitCode } from '../base/app-error.ts';

/** Prints the failure as a person wants it and returns its exit code. */
export function reportFailure(error: unknown): ExitCode {
  const known = error instanceof AppError ? error : unexpected(error);
  writeError(`busyhour: ${known.message} [${known.code}]\n`);
  if (known.hint !== undefined) writeError(`  ${known.hint}\n`);
  if (process.env.BUSYHOUR_DEBUG === '1')
    writeError(`${known.stack ?? ''}\n${String((known.cause as Error | undefined)?.stack ?? '')}\n`);
  return known.exitCode;
}

function unexpected(cause: unknown): AppError {
  return new AppError('E_INTERNAL', `something went wrong inside busyhour: ${String(cause)}`, {
    hint: 'Please report it, with what BUSYHOUR_DEBUG=1 prints in addition.',
    exitCode: EXIT.internal,
    cause,
  });
}

/**
 * Results: a closed or full stdout is no reason to lose the run's own exit code. Waits for a reader that is slow, and
 * leaves the process free to hear signals meanwhile.
 */
export async function writeResult(text: string): Promise<void> {
  const { stdout } = process;
  const { promise, resolve } = Promise.withResolvers<Error | undefined>();
  stdout.once('error', resolve);
  stdout.write(text, (error) => resolve(error ?? undefined));
  const problem = await promise;
  if (problem === undefined) stdout.off('error', resolve);
  else
    writeError(`busyhour: the results could not be written to stdout: ${describeStreamProblem(problem)}\n`);
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

/** Everything that is no result. */
export function writeError(text: string): void {
  try {
    process.stderr.write(text);
  } catch {
    // There is nobody left to tell.
  }
}
