// `npm run fuzz`: what a hostile server may send, by the million, against all that reads it, first as values and then
// over real sockets. The same seed is the same cases. Ends with one table, and where anything failed with the seed and
// the case that alone brings it back, and exit code 1.
import { readOptions, USAGE, UsageError } from './options.ts';
import { runPart } from './run-part.ts';
import { type Reports, showFailures, showTable } from './table.ts';

const say = (line: string): void => void process.stderr.write(`fuzz: ${line}\n`);

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') {
    process.stdout.write(USAGE);
    return 0;
  }
  const { seed } = options;
  const reports: [Reports[number][0], Reports[number][1]][] = [];
  for (const part of options.parts) {
    const from = options.case ?? 0;
    const count = options.case === undefined ? options.counts[part] : 1;
    if (count === 0) continue;
    say(count === 1 ? `${part}, case ${from}` : `${part}, ${count.toLocaleString('en')} cases`);
    const report = await runPart({ part, seed, from, count });
    say(`${part}: ${report.failed} failures in ${report.seconds.toFixed(0)} s`);
    reports.push([part, report]);
  }
  process.stdout.write(`${showTable(seed, reports)}\n`);
  const failures = showFailures(seed, reports);
  if (failures !== '') process.stdout.write(`\n${failures}\n`);
  return reports.some(([, { failed }]) => failed > 0) ? 1 : 0;
}

try {
  process.exit(await main());
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  if (error instanceof UsageError) process.stderr.write(`\n${USAGE}`);
  process.exit(error instanceof UsageError ? 2 : 1);
}
