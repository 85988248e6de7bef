// Our own failures, as against a target's, which are data (metrics/outcome.ts).
// Every code is a line in docs/errors.md; nobody branches on a message's text.

/** Exit codes of the command line, as README.md and docs/errors.md list them. */
export const EXIT = {
  passed: 0,
  thresholdFailed: 1,
  usage: 2,
  invalidMeasurement: 3,
  unreachable: 4,
  internal: 5,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Every code an AppError may carry. */
export type AppErrorCode =
  | 'E_USAGE'
  | 'E_CONFIG'
  | 'E_CONFIG_FILE'
  | 'E_AUTHORIZATION'
  | 'E_TOKEN'
  | 'E_LIMITS'
  | 'E_PORT_IN_USE'
  | 'E_RUN_FOLDER'
  | 'E_WORKER'
  | 'E_SIMULATOR'
  | 'E_INTERNAL';

export interface AppErrorOptions {
  /** What to do next, as one sentence. */
  readonly hint?: string;
  readonly exitCode?: ExitCode;
  readonly cause?: unknown;
}

export class AppError extends Error {
  readonly code: AppErrorCode;
  readonly hint: string | undefined;
  readonly exitCode: ExitCode;

  constructor(code: AppErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.hint = options.hint;
    this.exitCode = options.exitCode ?? EXIT.usage;
  }
}
