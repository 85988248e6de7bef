// `npm run sabotage`: every way to spoil a measurement, many times over, and how often the verdict saw it and said why.
// Law: exit code 1 unless it did so every time, and believed the healthy run every time.
import { runCommand, type Say } from './command.ts';
import type { Numbers } from './options.ts';
import { type Caught, playSabotage } from './sabotage.ts';
import { SABOTAGES } from './saboteurs.ts';
import { showColumns } from './text-table.ts';

const FLAGS = {
  times: { least: 1, most: 1_000, otherwise: 20 },
  only: { least: 1, most: SABOTAGES.length, otherwise: undefined },
} as const;

const USAGE = `npm run sabotage -- [flags]
  --times N   how often each is played (20)
  --only N    only the Nth of them: ${SABOTAGES.map(({ name }, i) => `${i + 1} ${name}`).join(', ')}
`;

async function play(options: Numbers<typeof FLAGS>, say: Say): Promise<boolean> {
  const rows: string[][] = [];
  let missed = 0;
  for (const [i, sabotage] of SABOTAGES.entries()) {
    if (options.only !== undefined && options.only !== i + 1) continue;
    const played: Caught[] = [];
    while (played.length < options.times) {
      const caught = await playSabotage(sabotage);
      played.push(caught);
      say(
        `${sabotage.name}: ${caught.validity} ${caught.reasons.join(', ')}${caught.problem === null ? '' : ` - MISSED, ${caught.problem}`}`,
      );
    }
    const right = played.filter(({ problem }) => problem === null).length;
    missed += played.length - right;
    rows.push([
      sabotage.name,
      `${right} of ${played.length}`,
      tally(played.map(({ validity }) => validity)),
      tally(played.flatMap(({ reasons }) => reasons)),
    ]);
  }
  const titles = ['sabotage', 'seen and named', 'verdicts', 'reasons'];
  const columns = titles.map((title, i) => ({
    title,
    side: i === 1 ? ('right' as const) : ('left' as const),
  }));
  process.stdout.write(`${showColumns(columns, rows)}\n`);
  return missed === 0;
}

/** `SUSPECT 18, INVALID 2`. */
function tally(words: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([word, n]) => `${word} ${n}`)
    .join(', ');
}

await runCommand({ name: 'sabotage', usage: USAGE, flags: FLAGS, play });
