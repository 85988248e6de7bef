// The command line of every command, read by one table: a flag is a name, a kind, a placeholder and a line of help.
// Knows no command; never prints, never exits: all problems come back at once beside the values.
// Law: the value of a flag that looks like a secret is never repeated in a problem.

import type { Flag } from '../flag.ts';
import { readText, type ShapeValue, type Value } from '../kind.ts';
import { type Problem, quote } from '../problem.ts';
import { didYouMean } from './suggestion.ts';

export interface CommandWords<F extends readonly Flag[] = readonly Flag[]> {
  readonly name: string;
  readonly summary: string;
  /** `busyhour run [busyhour.yaml] [flags]`. */
  readonly usage: string;
  /** How many words that are no flags it takes; none where left out. */
  readonly positionals?: { readonly max: number; readonly min?: number; readonly what: string };
  readonly flags: F;
  readonly examples?: readonly { readonly command: string; readonly text: string }[];
  /** Paragraphs at the end of the help. */
  readonly notes?: readonly string[];
}

export type FlagValues<F extends readonly Flag[]> = {
  readonly [K in F[number] as K['name']]?: ShapeValue<K>;
};

export interface ParsedFlags<F extends readonly Flag[] = readonly Flag[]> {
  readonly values: FlagValues<F>;
  /** Of each value given: the spelling used, such as `--url` for `base-uri`. */
  readonly spellings: ReadonlyMap<string, string>;
  /** Flags whose value could not be read: their absence from `values` says nothing. */
  readonly broken: ReadonlySet<string>;
  readonly positionals: readonly string[];
  readonly help: boolean;
  readonly problems: readonly Problem[];
}

/** Reads the words after the command's name. Durations come back as microseconds. */
export function parseFlags<const F extends readonly Flag[]>(
  command: CommandWords<F>,
  argv: readonly string[],
): ParsedFlags<F> {
  const reader = new Reader(command);
  reader.readAll(argv);
  return { ...reader, values: reader.values as FlagValues<F> };
}

/** For a word that names no command. */
export function unknownCommand(word: string, commands: readonly string[]): Problem {
  return {
    where: quote(word),
    what: `no command of busyhour${didYouMean(word, commands)}`,
    code: 'E_USAGE',
    hint: `The commands are ${commands.join(', ')}; busyhour --help tells what each does.`,
  };
}

const SECRET_FLAG =
  /^(access-?|auth-?|bearer-?|id-?)?token$|secret|passw|^bearer$|api-?key|^authorization$|^cookie$/;
const SECRETS_ELSEWHERE =
  'secrets are not taken from the command line, where other processes and the shell history can read them; ' +
  'use the environment variable BUSYHOUR_TOKEN or --token-file FILE';

/** `--token Bearer abc`: a secret may be several words; a flag otherwise needs one. */
const LOOKAHEAD = 8;

class Reader {
  readonly values: Record<string, Value> = {};
  readonly spellings = new Map<string, string>();
  readonly broken = new Set<string>();
  readonly positionals: string[] = [];
  readonly problems: Problem[] = [];
  help = false;
  readonly #command: CommandWords;
  readonly #byName = new Map<string, { flag: Flag; negated: boolean }>();

  constructor(command: CommandWords) {
    this.#command = command;
    for (const flag of command.flags) {
      for (const name of [flag.name, ...(flag.aliases ?? [])]) {
        this.#byName.set(name, { flag, negated: false });
        if (flag.kind === 'boolean') this.#byName.set(`no-${name}`, { flag, negated: true });
      }
    }
  }

  readAll(argv: readonly string[]): void {
    for (let at = 0; at < argv.length; at++) {
      const word = argv[at]!;
      if (word === '--') {
        this.positionals.push(...argv.slice(at + 1));
        break;
      }
      if (word === '--help' || word === '-h') this.help = true;
      else if (!word.startsWith('-') || word === '-') this.positionals.push(word);
      else at += this.#readFlag(word, argv.slice(at + 1, at + 1 + LOOKAHEAD));
    }
    this.#countPositionals();
  }

  /** How many of the next words belonged to the flag. */
  #readFlag(word: string, following: readonly string[]): number {
    const equals = word.indexOf('=');
    const spelling = equals < 0 ? word : word.slice(0, equals);
    const name = spelling.replace(/^--?/, '');
    const known = spelling.startsWith('--') ? this.#byName.get(name) : undefined;
    const [next] = following;
    const nextIsValue = equals < 0 && next !== undefined && isValue(next);
    if (known === undefined) return this.#refuse(spelling, name, nextIsValue, following);
    const { flag, negated } = known;
    if (flag.kind === 'boolean') {
      this.#readSwitch(flag, spelling, negated, equals < 0 ? undefined : word.slice(equals + 1));
      return 0;
    }
    if (equals >= 0) this.#keep(flag, spelling, word.slice(equals + 1));
    else if (nextIsValue) this.#keep(flag, spelling, next);
    else this.#fail(flag, spelling, `needs a value: ${spelling} ${flag.value ?? 'VALUE'}`);
    return nextIsValue ? 1 : 0;
  }

  #readSwitch(flag: Flag, spelling: string, negated: boolean, text: string | undefined): void {
    if (text === undefined) this.#keep(flag, spelling, negated ? 'false' : 'true');
    else if (negated) this.#fail(flag, spelling, 'takes no value');
    else this.#keep(flag, spelling, text);
  }

  #keep(flag: Flag, spelling: string, text: string): void {
    const reading = readText(flag, text);
    if ('problem' in reading) {
      this.#fail(flag, spelling, reading.problem);
      return;
    }
    const before = this.values[flag.name];
    const earlier = this.spellings.get(flag.name);
    this.spellings.set(flag.name, spelling);
    if (flag.kind === 'list') {
      this.values[flag.name] = [
        ...((before as readonly string[] | undefined) ?? []),
        reading.value as string,
      ];
    } else if (before !== undefined && String(before) !== String(reading.value)) {
      const twice = earlier === spelling ? 'given twice' : `given beside ${earlier}, which means the same`;
      this.#fail(flag, spelling, `${twice}, with another value; keep one of them`);
    } else {
      this.values[flag.name] = reading.value;
    }
  }

  #fail(flag: Flag, spelling: string, what: string): void {
    this.broken.add(flag.name);
    this.problems.push({ where: spelling, what, code: 'E_USAGE' });
  }

  /** The words after it are most likely its value, and possibly a secret: they are not read as anything else. */
  #refuse(spelling: string, name: string, nextIsValue: boolean, following: readonly string[]): number {
    const secret = SECRET_FLAG.test(name);
    const what = secret
      ? SECRETS_ELSEWHERE
      : `no flag of busyhour ${this.#command.name}${didYouMean(name, [...this.#byName.keys()], '--')}`;
    this.problems.push({ where: quoteFlag(spelling), what, code: 'E_USAGE' });
    if (!nextIsValue) return 0;
    const end = following.findIndex((word) => !isValue(word));
    return secret ? (end < 0 ? following.length : end) : 1;
  }

  #countPositionals(): void {
    const { max = 0, min = 0, what = '' } = this.#command.positionals ?? {};
    const extra = this.positionals.slice(max);
    const [first] = extra;
    if (first !== undefined) {
      const rest = extra.length > 1 ? ` (and ${extra.length - 1} more)` : '';
      const takes = max === 0 ? 'takes flags only' : `takes at most ${max}: ${what}`;
      const place = `busyhour ${this.#command.name} ${takes}`;
      this.problems.push({
        where: quote(first) + rest,
        what: `not expected here; ${place}`,
        code: 'E_USAGE',
      });
    }
    if (this.positionals.length < min && !this.help) {
      this.problems.push({ where: what, what: `missing; usage: ${this.#command.usage}`, code: 'E_USAGE' });
    }
  }
}

/** A word that may be a flag's value: no flag itself, or a negative number. */
function isValue(word: string): boolean {
  return !word.startsWith('-') || /^-(\d|$)/.test(word);
}

/** The flag itself comes from outside as well: shortened, and bare where it is harmless. */
function quoteFlag(spelling: string): string {
  return /^--?[\w.-]{1,40}$/.test(spelling) ? spelling : quote(spelling);
}
