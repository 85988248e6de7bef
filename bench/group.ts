// The groups of rows: what each measures, with how many connections, in which unit. One line of truth for the runner,
// the table and the targets. It starts nothing.

import { MAX_IN_FLIGHT, type Mode } from './clients/client.ts';
import { measureCycles, measureEcho, measureIdle, measureOpening, type Pace } from './measures.ts';
import type { GroupName, Options } from './options.ts';
import type { Figure, TrialPlan, TrialSetup } from './trial.ts';

export interface Group {
  readonly name: GroupName;
  readonly title: string;
  readonly unit: 'us' | 'KB' | '/s';
  readonly mode: Mode;
  readonly tls: boolean;
  readonly connections: number;
  readonly rounds: number;
  readonly measure: (setup: TrialSetup, plan: TrialPlan, pace: Pace) => Promise<Figure>;
}

type Shape = Pick<Group, 'unit' | 'mode' | 'measure'> & {
  readonly say: (scheme: string, n: string) => string;
};

const SHAPES = {
  echo: {
    unit: 'us',
    mode: 'echo',
    measure: measureEcho,
    say: (s, n) => `CPU per round trip, ${n} ${s} connections`,
  },
  idle: {
    unit: 'KB',
    mode: 'idle',
    measure: measureIdle,
    say: (s, n) => `memory per idle ${s} connection, ${n} open`,
  },
  handshakes: {
    unit: '/s',
    mode: 'opening',
    measure: measureOpening,
    say: (s, n) => `${s} handshakes, opening ${n}`,
  },
  cycles: {
    unit: '/s',
    mode: 'cycles',
    measure: measureCycles,
    say: (s, n) => `${s} connect-upgrade-close cycles, ${n} in flight`,
  },
} as const satisfies Record<string, Shape>;

// [full size, quick size]
const SIZES: Readonly<Record<GroupName, readonly [number, number]>> = {
  'echo-1000': [1_000, 200],
  'echo-10000': [10_000, 1_000],
  'idle-ws': [10_000, 1_000],
  'idle-wss': [5_000, 300],
  'handshakes-ws': [15_000, 3_000],
  'handshakes-wss': [5_000, 1_000],
  'cycles-ws': [MAX_IN_FLIGHT, MAX_IN_FLIGHT],
  'cycles-wss': [MAX_IN_FLIGHT, MAX_IN_FLIGHT],
};

export function describeGroup(name: GroupName, { quick, rounds, before }: Options): Group {
  const kind = name.slice(0, name.indexOf('-')) as keyof typeof SHAPES;
  const { say, ...shape } = SHAPES[kind];
  const tls = name.endsWith('-wss');
  const connections = SIZES[name][quick ? 1 : 0];
  const title = say(tls ? 'wss' : 'ws', connections.toLocaleString('en'));
  const once = kind === 'cycles' || (kind === 'idle' && before === undefined);
  return { name, title, ...shape, tls, connections, rounds: once ? 1 : rounds };
}
