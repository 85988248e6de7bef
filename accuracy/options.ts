// The flags of `npm run accuracy` and `npm run repeatability`, and what they mean in numbers. Pure.
import { parseArgs } from 'node:util';

/** A flag that cannot be understood: the message names it. */
export class UsageError extends Error {}

export const PART_NAMES = ['holds', 'wire'] as const;
export type PartName = (typeof PART_NAMES)[number];

/** How long the server holds each message; each of them is a load of its own. */
export const HOLDS_MS: readonly number[] = [1, 5, 20, 100];

export interface AccuracyOptions {
  readonly parts: readonly PartName[];
  readonly holdsMs: readonly number[];
  readonly rounds: number;
  readonly seconds: number;
  readonly check: boolean;
  readonly jsonFile: string | undefined;
}

export interface RepeatOptions {
  readonly runs: number;
  readonly seed: number;
  readonly connections: number;
  readonly seconds: number;
  readonly jsonFile: string | undefined;
}

export const ACCURACY_USAGE = `npm run accuracy -- [flags]
  --only PARTS    of ${PART_NAMES.join(', ')}: against a server that knows the truth, against the wire
  --holds MS      what the server holds messages for, with commas between (${HOLDS_MS})
  --rounds N      rounds, of which the median is judged (3)
  --seconds N     how long each load lasts (10)
  --quick         one short round: shows that it works, its figures mean little
  --json FILE     the same figures for machines
  --check         exit 1 where a target is missed or could not be measured
`;

export const REPEAT_USAGE = `npm run repeatability -- [flags]
  --runs N         runs with the same seed against the same simulator (10)
  --seed N         that seed (1)
  --connections N  of each run (100)
  --seconds N      how long each lasts (10)
  --quick          two short runs
  --json FILE      the same figures for machines
`;

export function readAccuracyOptions(argv: readonly string[]): AccuracyOptions | 'help' {
  const values = parse(argv, ['only', 'holds', 'rounds', 'seconds', 'json'], ['quick', 'check']);
  if (values.help) return 'help';
  const asked = values.only?.split(',').map((word) => word.trim());
  const unknown = asked?.find((word) => !PART_NAMES.some((name) => name === word));
  if (unknown !== undefined)
    throw new UsageError(`--only: '${unknown}' is not one of ${PART_NAMES.join(', ')}`);
  return {
    parts: PART_NAMES.filter((name) => asked === undefined || asked.includes(name)),
    holdsMs:
      values.holds?.split(',').map((text) => readWhole('holds', text.trim(), 0, 0, 10_000)) ?? HOLDS_MS,
    rounds: readWhole('rounds', values.rounds, values.quick ? 1 : 3, 1, 100),
    seconds: readWhole('seconds', values.seconds, values.quick ? 1 : 10, 1, 600),
    check: values.check === true,
    jsonFile: values.json,
  };
}

export function readRepeatOptions(argv: readonly string[]): RepeatOptions | 'help' {
  const values = parse(argv, ['runs', 'seed', 'connections', 'seconds', 'json'], ['quick']);
  if (values.help) return 'help';
  return {
    runs: readWhole('runs', values.runs, values.quick ? 2 : 10, 2, 1_000),
    seed: readWhole('seed', values.seed, 1, 0, 2 ** 31 - 1),
    connections: readWhole('connections', values.connections, values.quick ? 20 : 100, 1, 10_000),
    seconds: readWhole('seconds', values.seconds, values.quick ? 3 : 10, 3, 3_600),
    jsonFile: values.json,
  };
}

type Values = Readonly<Record<string, string | undefined>> & {
  readonly help?: boolean;
  readonly quick?: boolean;
  readonly check?: boolean;
};

function parse(argv: readonly string[], texts: readonly string[], flags: readonly string[]): Values {
  const options = Object.fromEntries([
    ...texts.map((name) => [name, { type: 'string' as const }]),
    ...[...flags, 'help'].map((name) => [name, { type: 'boolean' as const }]),
  ]);
  try {
    return parseArgs({ args: [...argv], options }).values as Values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function readWhole(
  flag: string,
  text: string | undefined,
  otherwise: number,
  least: number,
  most: number,
): number {
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new UsageError(`--${flag}: '${text}' is not a whole number from ${least} to ${most}`);
}
