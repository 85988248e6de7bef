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

/** Results: a closed or full stdout is no reason to lose the run's own exit code. */
export async function writeResult(text: string): Promise<void> {
  try {
    await Bun.write(Bun.stdout, text);
  } catch (error) {
    writeError(`busyhour: the results could not be written to stdout: ${(error as Error).message}\n`);
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
