// Runs the groups: round after round, in each round every client once, each round beginning with another client, so
// that no client always has the quiet minute. A client that fails loses its row, never the run.
import type { Client } from './clients/client.ts';
import type { Group } from './group.ts';
import { readFileLimit } from './machine.ts';
import type { Options } from './options.ts';
import type { Row } from './row.ts';
import type { Figure, TrialSetup } from './trial.ts';

export interface Bench {
  readonly options: Options;
  readonly setup: TrialSetup;
  readonly clients: readonly Client[];
  readonly report: (line: string) => void;
}

interface Draft {
  readonly client: Client;
  readonly figures: (Figure | undefined)[];
  readonly skipped: string | undefined;
  failed: string | undefined;
}

// Besides its connections a process has its libraries, pipes and polls open.
const SPARE_FILES = 200;

function findObstacle({ setup }: Bench, client: Client, group: Group): string | undefined {
  const { mode, tls, connections } = group;
  const needed = tls ? setup.certificate : setup.programs;
  if (typeof needed === 'string') return needed;
  const files = readFileLimit();
  if (files < connections + SPARE_FILES) {
    return `needs ${connections + SPARE_FILES} open files, at most ${files} are allowed: raise 'ulimit -Hn'`;
  }
  return client.refuses(mode, tls);
}

async function measureOne(bench: Bench, group: Group, draft: Draft, round: number): Promise<void> {
  const { setup, options, report } = bench;
  const label = `${group.name}, round ${round + 1} of ${group.rounds}, ${draft.client.name}`;
  try {
    const { mode, tls, connections } = group;
    const figure = await group.measure(setup, { client: draft.client, mode, tls, connections }, options);
    draft.figures[round] = figure;
    const server =
      figure.serverShare === undefined ? '' : `, server ${Math.round(figure.serverShare * 100)} %`;
    report(`${label}: ${figure.value.toFixed(2)} ${group.unit}${server}`);
  } catch (error) {
    draft.failed = error instanceof Error ? error.message : String(error);
    report(`${label}: failed: ${draft.failed}`);
  }
}

export async function runGroup(bench: Bench, group: Group): Promise<Row[]> {
  const drafts = bench.clients.map((client): Draft => {
    return { client, figures: [], skipped: findObstacle(bench, client, group), failed: undefined };
  });
  const runnable = drafts.filter(({ skipped }) => skipped === undefined);
  for (let round = 0; round < group.rounds; round++) {
    for (let i = 0; i < runnable.length; i++) {
      const draft = runnable[(i + round) % runnable.length];
      if (draft) await measureOne(bench, group, draft, round);
    }
  }
  return drafts.map(({ client, figures, skipped, failed }) => {
    return { group, client: client.name, title: client.title, figures, skipped, failed };
  });
}
