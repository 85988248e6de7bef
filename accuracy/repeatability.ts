// `npm run repeatability`: the same seed against the same simulator, ten times: what each run says, how far they lie
// apart, and that all of them played the same schedule. Exits with 1 where they did not.
import { writeFileSync } from 'node:fs';
import { cpus, release } from 'node:os';
import { exitOnSignals } from './at-exit.ts';
import { REPEAT_USAGE, readRepeatOptions, UsageError } from './options.ts';
import { repeatRuns } from './repeat-runs.ts';
import { judgeSchedules, showRuns } from './repeat-table.ts';

const say = (line: string): void => void process.stderr.write(`repeatability: ${line}\n`);

async function main(): Promise<number> {
  const options = readRepeatOptions(process.argv.slice(2));
  if (options === 'help') {
    process.stdout.write(REPEAT_USAGE);
    return 0;
  }
  exitOnSignals();
  const runs = await repeatRuns(options, (n) => say(`run ${n} of ${options.runs}`));
  const schedule = judgeSchedules(runs);
  const isSame = typeof schedule !== 'string';
  const machine = `${cpus().length} x ${cpus()[0]?.model.trim() ?? 'unknown'}, Linux ${release()}, Bun ${Bun.version}`;
  const { seed, connections, seconds } = options;
  const what = `seed ${seed}, ${connections} connections, 10 messages a second each, ${seconds} s a run`;
  const told = isSame ? `one schedule in all runs: ${schedule.hash}` : `NOT THE SAME: ${schedule}`;
  process.stdout.write(`${machine}\n${what}\n\n${showRuns(runs)}\n\n${told}\n`);
  if (options.jsonFile !== undefined)
    writeFileSync(
      options.jsonFile,
      `${JSON.stringify({ version: 1, machine, options, runs, isSame }, null, 2)}\n`,
    );
  return isSame ? 0 : 1;
}

try {
  process.exit(await main());
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  if (error instanceof UsageError) process.stderr.write(`\n${REPEAT_USAGE}`);
  process.exit(error instanceof UsageError ? 2 : 1);
}
