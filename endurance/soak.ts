// `npm run soak`: a steady load for as long as you like, and what every process of the run holds meanwhile. One line a
// process: the slope of its memory over the second half, how sure that is, its open files. Exit code 1 where one grows.
import { runCommand, type Say } from './command.ts';
import type { Numbers } from './options.ts';
import { judgeSeries, problemsOf } from './soak-judge.ts';
import { playSoak } from './soak-run.ts';
import { showSoak } from './soak-table.ts';

const FLAGS = {
  minutes: { least: 1, most: 100_000, otherwise: 120 },
  connections: { least: 1, most: 10_000, otherwise: 200 },
  rate: { least: 0, most: 1_000, otherwise: 5 },
  workers: { least: 1, most: 64, otherwise: 2 },
} as const;

const USAGE = `npm run soak -- [flags]
  --minutes N       how long (120); the first half is for warming up
  --connections N   held open all the while (200)
  --rate N          messages a second and connection (5)
  --workers N       worker processes (2)
`;
const TELL_EVERY_MINUTES = 5;

async function play(load: Numbers<typeof FLAGS>, say: Say): Promise<boolean> {
  let toldAtMinutes = 0;
  const { sampling, summary, problems } = await playSoak(load, (atMinutes) => {
    if (atMinutes < toldAtMinutes + TELL_EVERY_MINUTES) return;
    toldAtMinutes = Math.floor(atMinutes);
    say(`${toldAtMinutes} of ${load.minutes} minutes`);
  });
  const judged = sampling.gone === null ? sampling.series.map(judgeSeries) : [];
  const all = [...problems, ...judged.flatMap(problemsOf)];
  process.stdout.write(`${showSoak(load, judged)}\n\n`);
  if (summary !== undefined)
    process.stdout.write(`${summary.messages.sent} messages sent, ${summary.messages.answered} answered\n`);
  process.stdout.write(`${all.length === 0 ? 'holds' : all.join('\n')}\n`);
  return all.length === 0;
}

await runCommand({ name: 'soak', usage: USAGE, flags: FLAGS, play });
