// The command line's front door: finds the command, hands it its words, ends with its exit code.
import { EXIT, type ExitCode } from '../base/app-error.ts';
import { problemsError } from '../config/problem.ts';
import { unknownCommand } from '../config/read/flags.ts';
import { settleErrors, writeResult } from '../output/terminal/streams.ts';
import { SOFTWARE } from '../run/machine/description.ts';
import type { CliCommand } from './command.ts';
import { demo } from './demo.ts';
import { doctor } from './doctor.ts';
import { reportFailure } from './exit.ts';
import { overview } from './help.ts';
import { report } from './report.ts';
import { run } from './run.ts';
import { schema } from './schema.ts';
import { simulate } from './simulate.ts';

const COMMANDS: readonly CliCommand[] = [run, simulate, demo, report, doctor, schema];

async function main(argv: readonly string[]): Promise<ExitCode> {
  const [word, ...rest] = argv;
  if (word === 'help' && rest[0] !== undefined) return commandOf(rest[0]).act(['--help']);
  if (word === undefined || word === 'help' || word === '--help' || word === '-h') {
    await writeResult(overview(COMMANDS));
    return EXIT.passed;
  }
  if (word === '--version' || word === '-V' || word === 'version') {
    await writeResult(`busyhour ${SOFTWARE.busyhour} (Bun ${SOFTWARE.bun})\n`);
    return EXIT.passed;
  }
  return commandOf(word).act(rest);
}

function commandOf(word: string): CliCommand {
  const command = COMMANDS.find(({ name }) => name === word);
  if (command !== undefined) return command;
  const names = COMMANDS.map(({ name }) => name);
  throw problemsError([unknownCommand(word, names)]);
}

const code = await main(process.argv.slice(2)).catch(reportFailure);
await settleErrors();
process.exit(code);
