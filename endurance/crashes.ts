// `npm run crashes`: kill -9 at moments drawn from a seed, of a whole run, its main process or one of its workers, and
// what is left of it. One line a crash; where a law broke the seed and the case that bring it back, and exit code 1.
import { runCommand, type Say } from './command.ts';
import { playCrash } from './crash.ts';
import { judgeCrash } from './crash-laws.ts';
import { planCrash } from './crash-plan.ts';
import { type PlayedCrash, showCrashes, showFailures } from './crash-table.ts';
import type { Numbers } from './options.ts';

const FLAGS = {
  count: { least: 1, most: 100_000, otherwise: 100 },
  seed: { least: 0, most: 2 ** 31 - 1, otherwise: 1 },
  case: { least: 0, most: 2 ** 31 - 1, otherwise: undefined },
} as const;

const USAGE = `npm run crashes -- [flags]
  --count N   how many runs to kill (100)
  --seed N    what all victims and moments are drawn from (1)
  --case N    only crash N of the seed
`;

async function play(options: Numbers<typeof FLAGS>, say: Say): Promise<boolean> {
  const { seed } = options;
  const numbers = options.case === undefined ? [...Array(options.count).keys()] : [options.case];
  const played: PlayedCrash[] = [];
  for (const n of numbers) {
    const evidence = await playCrash(planCrash(seed, n));
    const judged = judgeCrash(evidence);
    played.push({ evidence, judged });
    say(
      `${n}, ${evidence.plan.victim}: ${judged.problems.length === 0 ? 'holds' : judged.problems.join('; ')}`,
    );
  }
  process.stdout.write(`${showCrashes(seed, played)}\n`);
  const failures = showFailures(seed, played);
  if (failures !== '') process.stdout.write(`\n${failures}\n`);
  return failures === '';
}

await runCommand({ name: 'crashes', usage: USAGE, flags: FLAGS, play });
