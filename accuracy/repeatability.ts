// `npm run repeatability`: the same seed against the same simulator, ten times: what each run says, how far they lie
// apart, and that all of them played the same schedule; and a ramp at its limit, whose record must say what was played.
// Exits with 1 where they did not, or it does not.
import { writeFileSync } from 'node:fs';
import { cpus, release } from 'node:os';
import { exitOnSignals } from './at-exit.ts';
import { REPEAT_USAGE, readRepeatOptions, UsageError } from './options.ts';
import { playRamp, repeatRuns } from './repeat-runs.ts';
import { judgePlayed, judgeSchedules, showRuns } from './repeat-table.ts';

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
  say('a ramp that meets its limit');
  const played = await playRamp(options);
  const ramp = judgePlayed(played);
  const isSame = typeof schedule !== 'string' && ramp.isSame;
  const machine = `${cpus().length} x ${cpus()[0]?.model.trim() ?? 'unknown'}, Linux ${release()}, Bun ${Bun.version}`;
  const { seed, connections, seconds } = options;
  const what = `seed ${seed}, ${connections} connections, 10 messages a second each, ${seconds} s a run`;
  const told =
    typeof schedule === 'string' ? `NOT THE SAME: ${schedule}` : `one schedule in all runs: ${schedule.hash}`;
  process.stdout.write(`${machine}\n${what}\n\n${showRuns(runs)}\n\n${told}\n${ramp.text}\n`);
  if (options.jsonFile !== undefined)
    writeFileSync(
      options.jsonFile,
      `${JSON.stringify({ version: 1, machine, options, runs, played, isSame }, null, 2)}\n`,
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
