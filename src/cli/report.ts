// `busyhour report FOLDER`: the summary and the page of a run once more, from its record alone. What a killed
// run left behind is read as far as it goes, and the summary names what is missing. A folder that can be read
// and not written costs only the two files: the summary is printed all the same.
import { join } from 'node:path';
import { AppError, EXIT, type ExitCode } from '../base/app-error.ts';
import type { CommandWords } from '../config/read/flags.ts';
import type { Summary } from '../metrics/figures/shape.ts';
import { Page } from '../output/page/page.ts';
import { readRun, summarizeRecord } from '../output/record/rebuild.ts';
import { describeFileProblem, RUN_FILES, writeJsonAtomically } from '../output/record/run-folder.ts';
import { writeError } from '../output/terminal/streams.ts';
import { exitCodeOf } from '../run/exit-code.ts';
import { pageProblem, printSummary, writePage } from '../run/outputs.ts';
import { type CliCommand, readWords } from './command.ts';

const FLAGS = [
  { name: 'json', kind: 'boolean', group: 'Results', help: 'print the summary as JSON' },
] as const;

const COMMAND: CommandWords<typeof FLAGS> = {
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
    const page = new Page();
    const run = await readRun(folder, page);
    const summary = summarizeRecord(run);
    const problem = await writeFiles(folder, summary, await page.render(run.info, summary));
    await printSummary(summary, words.values.json ?? false);
    if (problem !== null) {
      throw new AppError('E_RUN_FOLDER', `${problem}; the summary stands on stdout`, {
        hint: 'Make room, or copy the folder to where you may write and report on the copy.',
      });
    }
    writeError(`${folder}\n`);
    // Nobody interrupts a report: what the run had until then passed, or did not.
    return exitCodeOf({ ...summary, run: { ...summary.run, ending: 'completed' } }, EXIT.interrupted);
  },
};

/** Null, or what could not be written and why. */
async function writeFiles(folder: string, summary: Summary, html: string): Promise<string | null> {
  const path = join(folder, RUN_FILES.summary);
  try {
    await writeJsonAtomically(path, summary);
  } catch (error) {
    return `${path} could not be written: ${describeFileProblem(error)}`;
  }
  const problem = await writePage(folder, html);
  return problem === null ? null : pageProblem(folder, problem);
}
