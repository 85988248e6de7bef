// What this folder's commands have in common: whole numbers as flags, help, Linux, nothing left behind by Ctrl-C, and
// an exit code: 0 what `play` says is well, 1 what is not or failed, 2 flags that cannot be understood.
import { undoOnSignals } from './leftovers.ts';
import { type NumberFlags, type Numbers, readNumbers, UsageError } from './options.ts';

export type Say = (line: string) => void;

export interface Command<F extends NumberFlags> {
  readonly name: string;
  readonly usage: string;
  readonly flags: F;
  /** Returns whether all laws held. What it prints on stdout is the result; `say` tells of the way there. */
  play(options: Numbers<F>, say: Say): Promise<boolean>;
}

/** Plays the command with the flags of the command line, and ends the process. */
export async function runCommand<F extends NumberFlags>(command: Command<F>): Promise<never> {
  const say: Say = (line) => void process.stderr.write(`${command.name}: ${line}\n`);
  try {
    const options = readNumbers(process.argv.slice(2), command.flags);
    if (options === 'help') {
      process.stdout.write(command.usage);
      process.exit(0);
    }
    if (process.platform !== 'linux') throw new UsageError('processes are watched through /proc: Linux only');
    undoOnSignals();
    process.exit((await command.play(options, say)) ? 0 : 1);
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    if (error instanceof UsageError) process.stderr.write(`\n${command.usage}`);
    process.exit(error instanceof UsageError ? 2 : 1);
  }
}
