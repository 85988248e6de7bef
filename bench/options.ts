// The bench's flags and what they mean in numbers: which groups of rows, how many connections, how long. Pure.
import { parseArgs } from 'node:util';
import { CLIENT_NAMES, type ClientName } from './clients/client.ts';

export const GROUP_NAMES = [
  'echo-1000',
  'echo-10000',
  'idle-ws',
  'idle-wss',
  'handshakes-ws',
  'handshakes-wss',
  'cycles-ws',
  'cycles-wss',
] as const;
export type GroupName = (typeof GROUP_NAMES)[number];

// One of each kind that a target stands on, and TLS: every part of the bench has run once.
const QUICK_GROUPS: readonly GroupName[] = ['echo-1000', 'idle-ws', 'handshakes-ws', 'handshakes-wss'];

export interface Options {
  readonly groups: readonly GroupName[];
  readonly clients: readonly ClientName[];
  /** Rounds of the echo and handshake groups; memory and cycles take one, since they hardly vary or decide nothing. */
  readonly rounds: number;
  readonly seconds: number;
  readonly warmUpSeconds: number;
  readonly quick: boolean;
  readonly check: boolean;
  readonly jsonFile: string | undefined;
  /** Another checkout of busyhour, measured in the same rounds. */
  readonly before: string | undefined;
}

export const USAGE = `npm run bench -- [flags]
  --only GROUPS     of ${GROUP_NAMES.join(', ')}; 'echo', 'idle', 'handshakes', 'cycles' mean all of a kind
  --clients NAMES   of ${CLIENT_NAMES.join(', ')}
  --rounds N        interleaved rounds of the echo and handshake rows (3)
  --seconds N       how long each echo row is measured (6)
  --quick           a few connections for a moment: shows that the bench works, its figures mean little
  --before FOLDER   another checkout of busyhour, its packages installed, in the same rounds: what a change cost
  --json FILE       the same figures for machines
  --check           exit 1 where a target is missed or could not be measured
`;

/** A flag that cannot be understood: the message names it. */
export class UsageError extends Error {}

function chooseAmong<T extends string>(
  flag: string,
  words: string | undefined,
  all: readonly T[],
): readonly T[] {
  if (words === undefined) return all;
  const asked = words.split(',').map((word) => word.trim());
  const unknown = asked.find((word) => !all.some((name) => name === word || name.startsWith(`${word}-`)));
  if (unknown !== undefined) throw new UsageError(`--${flag}: '${unknown}' is not one of ${all.join(', ')}`);
  return all.filter((name) => asked.some((word) => name === word || name.startsWith(`${word}-`)));
}

function readCount(flag: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 1000) {
    throw new UsageError(`--${flag}: '${text}' is not a whole number from 1 to 1000`);
  }
  return value;
}

function parseFlags(argv: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const options = {
    only: text,
    clients: text,
    rounds: text,
    seconds: text,
    json: text,
    before: text,
    quick: flag,
    check: flag,
    help: flag,
  };
  try {
    return parseArgs({ args: [...argv], options }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** The options, or 'help'. Throws UsageError. */
export function readOptions(argv: readonly string[]): Options | 'help' {
  const values = parseFlags(argv);
  if (values.help) return 'help';
  const quick = values.quick ?? false;
  return {
    groups: values.only === undefined && quick ? QUICK_GROUPS : chooseAmong('only', values.only, GROUP_NAMES),
    clients: chooseAmong('clients', values.clients, CLIENT_NAMES),
    rounds: readCount('rounds', values.rounds, quick ? 1 : 3),
    seconds: readCount('seconds', values.seconds, quick ? 1 : 6),
    warmUpSeconds: quick ? 0.5 : 3,
    quick,
    check: values.check ?? false,
    jsonFile: values.json,
    before: values.before,
  };
}
