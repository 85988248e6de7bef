// The command line's front door: finds the command, hands it its words, ends with its exit code.
import { EXIT, type ExitCode } from '../base/app-error.ts';
import { unknownCommand } from '../config/flags.ts';
import { problemsError } from '../config/problem.ts';
import type { CliCommand } from './command.ts';
import { demo } from './demo.ts';
import { doctor } from './doctor.ts';
import { reportFailure, writeResult } from './exit.ts';
import { overview } from './help.ts';
import { SOFTWARE } from './machine-description.ts';
import { report } from './report.ts';
import { run } from './run.ts';
import { schema } from './schema.ts';
import { simulate } from './simulate.ts';

const COMMANDS: readonly CliCommand[] = [run, simulate, demo, report, doctor, schema];

async function main(argv: readonly string[]): Promise<ExitCode> {
  const [word, ...rest] = argv;
  if (word === undefined || word === 'help' || word === '--help' || word === '-h') {
    const asked = word === 'help' ? COMMANDS.find((command) => command.name === rest[0]) : undefined;
    if (asked !== undefined) return asked.act(['--help']);
    await writeResult(overview(COMMANDS));
    return EXIT.passed;
  }
  if (word === '--version' || word === '-V' || word === 'version') {
    await writeResult(`busyhour ${SOFTWARE.busyhour} (Bun ${SOFTWARE.bun})\n`);
    return EXIT.passed;
  }
  const command = COMMANDS.find(({ name }) => name === word);
  if (command === undefined)
    throw problemsError([
      unknownCommand(
        word,
        COMMANDS.map(({ name }) => name),
      ),
    ]);
  return command.act(rest);
}

process.exit(await main(process.argv.slice(2)).catch(reportFailure));
