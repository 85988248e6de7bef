// What every command is to main.ts, and what they share: reading their words, showing their help.
import type { ExitCode } from '../base/app-error.ts';
import type { Flag } from '../config/flag.ts';
import { throwProblems } from '../config/problem.ts';
import { type CommandWords, type ParsedFlags, parseFlags } from '../config/read/flags.ts';
import { renderHelp } from '../config/read/help.ts';
import { writeResult } from '../output/terminal/streams.ts';

export interface CliCommand {
  readonly name: string;
  readonly summary: string;
  /** Resolves with the exit code; rejects with an AppError. */
  act(argv: readonly string[]): Promise<ExitCode>;
}

/** The command's words, or undefined where its help was asked for and shown. Throws all problems at once. */
export async function readWords<const F extends readonly Flag[]>(
  command: CommandWords<F>,
  argv: readonly string[],
): Promise<ParsedFlags<F> | undefined> {
  const flags = parseFlags(command, argv);
  if (flags.help) {
    await writeResult(`${renderHelp(command)}\n`);
    return undefined;
  }
  throwProblems(flags.problems);
  return flags;
}
