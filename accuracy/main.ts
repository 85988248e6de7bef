// `npm run accuracy`: how far what busyhour says is from the truth, against a server that knows how long it held each
// message and against the packets on the wire, beside a naive client on the same machine in the same minutes.
// Law: what cannot be measured is named and counts as not met; no process and no folder outlives it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { atExit, exitOnSignals } from './at-exit.ts';
import { type Figure, figuresOf, isMet, type Round } from './figures.ts';
import { type HoldRow, measureHold, warmUp } from './holds.ts';
import { ACCURACY_USAGE, type AccuracyOptions, readAccuracyOptions, UsageError } from './options.ts';
import { type HoldServer, startHoldServer } from './server.ts';
import { showFigures, showRounds } from './table.ts';
import { whyNoCapture } from './tcpdump.ts';
import { measureWire } from './wire.ts';

const say = (line: string): void => void process.stderr.write(`accuracy: ${line}\n`);

async function playRound(
  server: HoldServer,
  { parts, holdsMs, seconds }: AccuracyOptions,
  canCapture: boolean,
  folder: string,
): Promise<Round> {
  const loadAverage = loadavg()[0]!;
  const holds: HoldRow[] = [];
  for (const holdMs of parts.includes('holds') ? holdsMs : []) {
    say(`messages held ${holdMs} ms`);
    holds.push(await measureHold(server, holdMs, seconds, folder));
  }
  if (!parts.includes('wire') || !canCapture) return { loadAverage, holds, wire: null };
  say('messages against the wire');
  return { loadAverage, holds, wire: await measureWire(server, seconds, folder) };
}

async function measure(options: AccuracyOptions, folder: string, canCapture: boolean): Promise<Round[]> {
  await using server = await startHoldServer();
  say('the server warms up');
  await warmUp(server, folder);
  const rounds: Round[] = [];
  for (let n = 1; n <= options.rounds; n++) {
    say(`round ${n} of ${options.rounds}, load average ${loadavg()[0]!.toFixed(2)}`);
    rounds.push(await playRound(server, options, canCapture, join(folder, String(n))));
  }
  return rounds;
}

function report(options: AccuracyOptions, rounds: readonly Round[], figures: readonly Figure[]): void {
  const machine = `${cpus().length} x ${cpus()[0]?.model.trim() ?? 'unknown'}, Linux ${release()}, Bun ${Bun.version}`;
  process.stdout.write(`${machine}\n${showRounds(rounds)}\n\n${showFigures(figures)}\n`);
  if (options.jsonFile === undefined) return;
  const told = { version: 1, machine, options, figures, rounds };
  writeFileSync(options.jsonFile, `${JSON.stringify(told, null, 2)}\n`);
}

async function main(): Promise<number> {
  const options = readAccuracyOptions(process.argv.slice(2));
  if (options === 'help') {
    process.stdout.write(ACCURACY_USAGE);
    return 0;
  }
  if (process.platform !== 'linux') throw new UsageError('the accuracy is measured on Linux only');
  const missing = options.parts.includes('wire') ? whyNoCapture() : null;
  if (missing !== null) say(`nothing is compared with the wire: ${missing}`);
  exitOnSignals();
  const folder = mkdtempSync(join(tmpdir(), 'busyhour-accuracy-'));
  atExit(() => rmSync(folder, { recursive: true, force: true }));
  const rounds = await measure(options, folder, missing === null);
  const figures = figuresOf(rounds);
  report(options, rounds, figures);
  const isAllMet = missing === null && figures.every(isMet);
  return options.check && !isAllMet ? 1 : 0;
}

try {
  process.exit(await main());
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  if (error instanceof UsageError) process.stderr.write(`\n${ACCURACY_USAGE}`);
  process.exit(error instanceof UsageError ? 2 : 1);
}
