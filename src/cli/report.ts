// `busyhour report FOLDER`: the summary and the page of a run once more, from its record alone. What a killed
// run left behind is read as far as it goes, and the summary names what is missing.
import { join } from 'node:path';
import { EXIT, type ExitCode } from '../base/app-error.ts';
import type { Command } from '../config/flags.ts';
import { rebuildSummary } from '../output/rebuild.ts';
import { RUN_FILES, unusable, writeJsonAtomically } from '../output/run-folder.ts';
import { type CliCommand, readWords } from './command.ts';
import { writeError } from './exit.ts';
import { printSummary, writePage } from './run-outputs.ts';

const FLAGS = [
  { name: 'json', kind: 'boolean', group: 'Results', help: 'print the summary as JSON' },
] as const;

const COMMAND: Command<typeof FLAGS> = {
  name: 'report',
  summary: 'Rebuild the summary and the page of a run from its folder.',
  usage: 'busyhour report FOLDER [--json]',
  positionals: { min: 1, max: 1, what: 'the folder of a run' },
  flags: FLAGS,
  examples: [
    {
      command: 'busyhour report runs/20261124T025800Z-demo',
      text: 'prints it, and writes summary.json and report.html anew',
    },
  ],
};

export const report: CliCommand = {
  name: COMMAND.name,
  summary: COMMAND.summary,
  async act(argv): Promise<ExitCode> {
    const words = await readWords(COMMAND, argv);
    if (words === undefined) return EXIT.passed;
    const folder = words.positionals[0]!;
    const summary = await rebuildSummary(folder);
    await writeJsonAtomically(join(folder, RUN_FILES.summary), summary).catch((cause) => {
      throw unusable(folder, cause);
    });
    await writePage(folder, summary);
    await printSummary(summary, words.values.json ?? false);
    writeError(`${folder}\n`);
    if (summary.verdict.validity === 'INVALID') return EXIT.invalidMeasurement;
    return summary.verdict.passed ? EXIT.passed : EXIT.thresholdFailed;
  },
};
