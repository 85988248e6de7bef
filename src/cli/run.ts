// `busyhour run`: the user's words, the files they name and the environment, played as one session.
import { readFileSync } from 'node:fs';
import { EXIT } from '../base/app-error.ts';
import { loadRunConfig } from '../config/compile/compile.ts';
import { parseFlags } from '../config/read/flags.ts';
import { renderHelp } from '../config/read/help.ts';
import { RUN_COMMAND } from '../config/read/run-command.ts';
import { writeResult } from '../output/terminal/streams.ts';
import { Interrupts } from '../run/interrupts.ts';
import { play } from '../run/run.ts';
import type { CliCommand } from './command.ts';

export const run: CliCommand = {
  name: RUN_COMMAND.name,
  summary: RUN_COMMAND.summary,
  async act(argv) {
    const flags = parseFlags(RUN_COMMAND, argv);
    if (flags.help) {
      await writeResult(`${renderHelp(RUN_COMMAND)}\n`);
      return EXIT.passed;
    }
    const config = loadRunConfig({
      flags,
      environment: process.env,
      readFile: (path) => readFileSync(path, 'utf8'),
      cwd: process.cwd(),
      os: process.platform,
    });
    return play(config, new Interrupts());
  },
};
