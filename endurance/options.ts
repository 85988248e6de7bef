// Flags of this folder's commands: whole numbers and nothing else. Pure.
import { parseArgs } from 'node:util';

/** A flag that cannot be understood: the message names it. */
export class UsageError extends Error {}

export interface NumberFlag {
  readonly least: number;
  readonly most: number;
  /** Undefined where the flag may be left out and then means nothing. */
  readonly otherwise: number | undefined;
}

export type NumberFlags = Readonly<Record<string, NumberFlag>>;

export type Numbers<F extends NumberFlags> = { readonly [name in keyof F]: number | F[name]['otherwise'] };

/** Each flag's number, or 'help'. Throws UsageError. */
export function readNumbers<F extends NumberFlags>(argv: readonly string[], flags: F): Numbers<F> | 'help' {
  const words = parse(argv, Object.keys(flags));
  if (words.help === true) return 'help';
  const numbers = Object.entries(flags).map(([name, flag]) => [name, readNumber(name, words[name], flag)]);
  return Object.fromEntries(numbers);
}

function parse(argv: readonly string[], names: readonly string[]): Partial<Record<string, string | boolean>> {
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));
  try {
    return parseArgs({ args: [...argv], options: { ...options, help: { type: 'boolean' } } }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function readNumber(
  name: string,
  text: string | boolean | undefined,
  { least, most, otherwise }: NumberFlag,
): number | undefined {
  if (typeof text !== 'string') return otherwise;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new UsageError(`--${name}: '${text}' is not a whole number from ${least} to ${most}`);
}
