// How a command ends: what it says on stderr about a failure, and its exit code. Nobody else prints an error,
// and nobody sees a stack trace but who asks for one with BUSYHOUR_DEBUG=1.
import { AppError, EXIT, type ExitCode } from '../base/app-error.ts';
import { writeError } from '../output/terminal/streams.ts';

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
