// What busyhour promises of its engine's cost, held against the rows of one run. Pure.
import type { ClientName } from './clients/client.ts';
import type { GroupName, Options } from './options.ts';
import { findRow, type Row, readRatio, readValue } from './row.ts';

interface Target {
  readonly title: string;
  readonly group: GroupName;
  readonly against?: ClientName;
  readonly atMost?: number;
  readonly atLeast?: number;
}

const TARGETS: readonly Target[] = [
  { title: 'CPU per round trip against the floor, 1,000', group: 'echo-1000', against: 'floor', atMost: 1.3 },
  {
    title: 'CPU per round trip against the floor, 10,000',
    group: 'echo-10000',
    against: 'floor',
    atMost: 1.4,
  },
  { title: 'CPU per round trip against ws, 1,000', group: 'echo-1000', against: 'ws', atMost: 0.55 },
  { title: 'CPU per round trip against ws, 10,000', group: 'echo-10000', against: 'ws', atMost: 0.55 },
  { title: 'KB per idle ws connection', group: 'idle-ws', atMost: 3.5 },
  { title: 'KB per idle wss connection', group: 'idle-wss', atMost: 20 },
  { title: 'ws handshakes against ws', group: 'handshakes-ws', against: 'ws', atLeast: 3 },
  { title: 'wss handshakes against ws', group: 'handshakes-wss', against: 'ws', atLeast: 3 },
];

export interface Judgement {
  readonly title: string;
  /** Such as 'at most 1.3 x'. */
  readonly limit: string;
  readonly actual: number | undefined;
  readonly met: boolean | undefined;
}

function judge(rows: readonly Row[], { title, group, against, atMost, atLeast }: Target): Judgement {
  const row = findRow(rows, group, 'busyhour');
  const actual = row && (against ? readRatio(rows, row, against) : readValue(row));
  const unit = against ? ' x' : ' KB';
  const limit = atMost !== undefined ? `at most ${atMost}${unit}` : `at least ${atLeast}${unit}`;
  const met =
    actual === undefined ? undefined : actual <= (atMost ?? actual) && actual >= (atLeast ?? actual);
  return { title, limit, actual, met };
}

/** A change may cost 3 %: more is more than the noise of five rounds. */
const MOST_CHANGE = 0.03;

/** Of a rate more is better, of everything else less. */
function changeTarget(group: GroupName): Target {
  const title = `${group} against before`;
  return group.startsWith('handshakes') || group.startsWith('cycles')
    ? { title, group, against: 'before', atLeast: 1 - MOST_CHANGE }
    : { title, group, against: 'before', atMost: 1 + MOST_CHANGE };
}

/** The targets of the groups that were asked for. */
export function judgeTargets(rows: readonly Row[], { groups, before }: Options): Judgement[] {
  const measured = groups.filter((group) => !group.startsWith('cycles'));
  const changes = before === undefined ? [] : measured.map(changeTarget);
  return [...TARGETS.filter(({ group }) => groups.includes(group)), ...changes].map((target) =>
    judge(rows, target),
  );
}
