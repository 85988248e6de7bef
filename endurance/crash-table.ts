// The crashes of one seed as one table for people, and what brings each failure back. Pure: judged crashes in, text out.
import type { Evidence } from './crash.ts';
import type { Judged } from './crash-laws.ts';
import { VICTIMS } from './crash-plan.ts';
import { type Column, showColumns } from './text-table.ts';

export interface PlayedCrash {
  readonly evidence: Evidence;
  readonly judged: Judged;
}

const COLUMNS: readonly Column[] = [
  { title: 'n', side: 'right' },
  { title: 'victim', side: 'left' },
  { title: 'of', side: 'right' },
  { title: 'planned', side: 'right' },
  { title: 'killed', side: 'right' },
  { title: 'exit', side: 'right' },
  { title: 'windows', side: 'right' },
  { title: 'read back', side: 'right' },
  { title: 'lost', side: 'right' },
  { title: 'gone', side: 'right' },
  { title: 'failures', side: 'right' },
  { title: 'what is said to be missing', side: 'left' },
];

const seconds = (ms: number | null): string => (ms === null ? '-' : `${(ms / 1_000).toFixed(2)} s`);

export function showCrashes(seed: number, played: readonly PlayedCrash[]): string {
  const rows = played.map(({ evidence, judged }) => [
    String(evidence.plan.n),
    evidence.plan.victim === 'worker' ? `worker ${evidence.plan.worker}` : evidence.plan.victim,
    `${evidence.plan.seconds} s`,
    seconds(evidence.plan.atMs),
    evidence.struckMs === null ? 'too late' : seconds(evidence.struckMs),
    String(evidence.code),
    String(judged.windows ?? '-'),
    String(judged.readBack ?? '-'),
    seconds(judged.lostMs),
    seconds(evidence.goneMs),
    String(judged.problems.length),
    sayMissing(evidence, judged),
  ]);
  return `${showColumns(COLUMNS, rows)}\n\n${showSums(seed, played)}`;
}

/** A line for each failure, with the command that brings it back. */
export function showFailures(seed: number, played: readonly PlayedCrash[]): string {
  return played
    .filter(({ judged }) => judged.problems.length > 0)
    .map(({ evidence: { plan }, judged: { problems } }) => {
      const command = `  npm run crashes -- --seed ${seed} --case ${plan.n}`;
      return [`crash ${plan.n}, ${plan.victim}:`, ...problems.map((problem) => `  ${problem}`), command].join(
        '\n',
      );
    })
    .join('\n');
}

function showSums(seed: number, played: readonly PlayedCrash[]): string {
  const total = (of: (judged: Judged) => number) => played.reduce((sum, { judged }) => sum + of(judged), 0);
  const most = (values: readonly (number | null)[]) =>
    seconds(Math.max(0, ...values.map((value) => value ?? 0)));
  const victims = VICTIMS.map((victim) => {
    const count = played.filter(({ evidence }) => evidence.plan.victim === victim).length;
    return `${count} ${victim}`;
  });
  return [
    `seed ${seed}, ${played.length} crashes (${victims.join(', ')}):`,
    `${total(({ windows }) => windows ?? 0)} windows on the disk, ${total(({ readBack }) => Math.max(0, readBack ?? 0))} read back,`,
    `${total(({ gap }) => (gap === null ? 0 : 1))} gaps named, at most ${most(played.map(({ judged }) => judged.lostMs))} lost,`,
    `all processes gone within ${most(played.map(({ evidence }) => evidence.goneMs))},`,
    `${total(({ problems }) => problems.length)} failures`,
  ].join(' ');
}

function sayMissing({ record, stderr, own }: Evidence, { gap }: Judged): string {
  if (record === undefined) return 'nothing was recorded yet';
  if (stderr.includes('[E_WORKER]')) return 'the run did not begin';
  if (gap !== null) return gap.replace(/;.*/, '');
  const lost = own?.verdict.reasons.find(({ code }) => code === 'worker-lost');
  return lost === undefined ? 'nothing' : `nothing but a worker: ${own!.verdict.validity}`;
}
