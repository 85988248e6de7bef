// The flags of `npm run fuzz` and what they order: which parts, how many cases of each, or one case alone. Pure.
import { parseArgs } from 'node:util';
import { PART_NAMES, type PartName } from './part.ts';

export interface Options {
  readonly seed: number;
  readonly parts: readonly PartName[];
  readonly counts: Readonly<Record<PartName, number>>;
  /** The one case to play of each part; undefined plays all from 0 on. */
  readonly case: number | undefined;
}

const COUNTS: Readonly<Record<PartName, number>> = {
  frames: 1_000_000,
  answers: 100_000,
  payloads: 200_000,
  sockets: 10_000,
};
const MOST = 2 ** 31;

export const USAGE = `npm run fuzz -- [flags]
  --seed N       what all cases are drawn from (1)
  --frames N     mutated frame streams through the parser (${COUNTS.frames})
  --answers N    mutated handshake answers through parser and check (${COUNTS.answers})
  --payloads N   mutated messages through the platforms' sessions (${COUNTS.payloads})
  --sockets N    both over real sockets into a worker process (${COUNTS.sockets})
  --only PARTS   of ${PART_NAMES.join(', ')}
  --case N       only case N of each part
`;

/** A flag that cannot be understood: the message names it. */
export class UsageError extends Error {}

function readWhole(flag: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (/^\d+$/.test(text) && value < MOST) return value;
  throw new UsageError(`--${flag}: '${text}' is not a whole number below ${MOST}`);
}

function parseFlags(argv: readonly string[]) {
  const text = { type: 'string' } as const;
  const flags = {
    seed: text,
    frames: text,
    answers: text,
    payloads: text,
    sockets: text,
    only: text,
    case: text,
  };
  try {
    return parseArgs({ args: [...argv], options: { ...flags, help: { type: 'boolean' } } }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** The options, or 'help'. Throws UsageError. */
export function readOptions(argv: readonly string[]): Options | 'help' {
  const values = parseFlags(argv);
  if (values.help) return 'help';
  const asked = values.only?.split(',').map((word) => word.trim());
  const unknown = asked?.find((word) => !PART_NAMES.some((name) => name === word));
  if (unknown !== undefined)
    throw new UsageError(`--only: '${unknown}' is not one of ${PART_NAMES.join(', ')}`);
  const counts = PART_NAMES.map((name) => [name, readWhole(name, values[name], COUNTS[name])]);
  return {
    seed: readWhole('seed', values.seed, 1),
    parts: PART_NAMES.filter((name) => asked === undefined || asked.includes(name)),
    counts: Object.fromEntries(counts) as Record<PartName, number>,
    case: values.case === undefined ? undefined : readWhole('case', values.case, 0),
  };
}
