// busyhour.yaml: text to plain values, each with its line and column, and every problem of the text at once.
// Knows the schema, but not what a setting means. Law: no input makes it hang, grow or throw.

import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  LineCounter,
  type Node,
  parseDocument,
  type YAMLMap,
} from 'yaml';
import type { z } from 'zod';
import { type Problem, quote } from '../problem.ts';
import type { Setting } from '../settings/row.ts';
import { SETTINGS } from '../settings/table.ts';
import { configSchema, keysUnder } from './schema.ts';
import { didYouMean } from './suggestion.ts';

const LONGEST = 262_144;
const DEEPEST = 16;
const PROBLEMS_MAX = 50;
const TOO_DEEP = 'nested too deeply';

export interface ConfigFile {
  /** Undefined where the text is no YAML at all: then nothing is known of any key. */
  readonly root: Readonly<Record<string, unknown>> | undefined;
  readonly problems: readonly Problem[];
  /** Dotted paths whose value could not be accepted. */
  readonly broken: readonly string[];
  /** `busyhour.yaml:3:7 profile.interval`. */
  where(path: string): string;
}

/** Reads the file's text; `name` is what messages call the file. Never throws. */
export function readConfigText(name: string, text: string): ConfigFile {
  if (text.length > LONGEST)
    return unreadable(name, 'is longer than 256 KiB; a configuration is a few hundred lines');
  try {
    return new YamlText(name, text).read();
  } catch {
    // The parser recurses: only absurd nesting gets here.
    return unreadable(name, 'is nested too deeply to be read');
  }
}

/** A file that could not be read as a whole. */
export function unreadable(name: string, what: string): ConfigFile {
  return { root: undefined, problems: [problem(name, what)], broken: [], where: () => name };
}

class YamlText {
  readonly #name: string;
  readonly #lines = new LineCounter();
  readonly #document: Document.Parsed;

  constructor(name: string, text: string) {
    this.#name = name;
    this.#document = parseDocument(text, {
      lineCounter: this.#lines,
      prettyErrors: false,
      uniqueKeys: false, // the library compares each key with each; see #repeatedKeys
      logLevel: 'error',
    });
  }

  read(): ConfigFile {
    const where = (path: string) => this.#place(path.split('.'), path);
    const syntax = this.#syntaxProblems();
    if (syntax.length > 0) return { root: undefined, problems: syntax, broken: [], where };
    const plain: unknown = this.#document.toJS({ maxAliasCount: 0 }) ?? {};
    const checked = configSchema.safeParse(plain);
    const issues = checked.success ? [] : checked.error.issues;
    const problems = issues.flatMap((issue) => this.#issueProblems(issue, plain));
    const broken = issues
      .filter((issue) => issue.code !== 'unrecognized_keys')
      .map((issue) => issue.path.join('.'));
    const root = isRecord(plain) && !broken.includes('') ? plain : undefined;
    return { root, problems: inOrder(problems), broken, where };
  }

  #syntaxProblems(): Problem[] {
    const { errors, warnings } = this.#document;
    const problems = [...errors, ...warnings].map((error) => {
      const exhausted = error.code === 'RESOURCE_EXHAUSTION';
      return problem(this.#at(error.pos[0]), exhausted ? TOO_DEEP : `not YAML: ${error.message}`);
    });
    return inOrder([...problems, ...this.#nodeProblems()]);
  }

  /** What is YAML and still not taken. Walks by a list of its own: the library's walk slows down with depth. */
  #nodeProblems(): Problem[] {
    const problems: Problem[] = [];
    const open: [node: unknown, depth: number][] = [[this.#document.contents, 0]];
    for (const [node, depth] of open) {
      if (problems.length >= PROBLEMS_MAX) break;
      if (depth > DEEPEST) return [problem(this.#atNode(node), TOO_DEEP)];
      if (isAlias(node)) {
        problems.push(problem(this.#atNode(node), 'aliases (*name) are not read; write the value out'));
      }
      if (isMap(node)) problems.push(...this.#repeatedKeys(node));
      if (!isCollection(node)) continue;
      for (const item of node.items) {
        if (isPair(item)) open.push([item.key, depth + 1], [item.value, depth + 1]);
        else open.push([item, depth + 1]);
      }
    }
    return problems;
  }

  #repeatedKeys(map: YAMLMap): Problem[] {
    const seen = new Set<string>();
    return map.items.flatMap(({ key }) => {
      if (!isScalar(key)) return [problem(this.#atNode(key), 'a key must be a word, not a list or a map')];
      const name = String(key.value);
      const repeated = seen.has(name);
      seen.add(name);
      return repeated ? [problem(this.#atNode(key), 'the same key stands here twice; keep one')] : [];
    });
  }

  #issueProblems(issue: z.core.$ZodIssue, plain: unknown): Problem[] {
    const path = issue.path.map(String);
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => {
        const whole = [...path, key];
        return problem(this.#keyPlace(whole), unknownKey(key, path.join('.')));
      });
    }
    const dotted = path.join('.');
    const found = path.reduce<unknown>((value, key) => (isRecord(value) ? value[key] : undefined), plain);
    const sizeOfList = issue.code === 'too_small' || issue.code === 'too_big' ? Array.isArray(found) : false;
    const shown = isSecretive(dotted) || sizeOfList ? '' : `, not ${quote(found)}`;
    const what = found === undefined ? 'is missing' : `${issue.message}${shown}`;
    const place = dotted === '' ? `${this.#name}:1:1` : this.#place(path, dotted);
    return [problem(place, found === undefined ? `${what}: it ${issue.message}` : what)];
  }

  /** Where the value of the path stands; where it has none, its nearest ancestor. */
  #place(path: readonly string[], dotted: string): string {
    let node: unknown = this.#document.contents;
    let at = 0;
    for (const key of path) {
      const next: unknown = isCollection(node) ? node.get(isMap(node) ? key : Number(key), true) : undefined;
      if (!isNode(next)) break;
      node = next;
      at = (next as Node).range?.[0] ?? at;
    }
    return `${this.#at(at)} ${dotted}`;
  }

  #keyPlace(path: readonly string[]): string {
    const parent = path.slice(0, -1);
    const node = parent.length === 0 ? this.#document.contents : this.#document.getIn(parent, true);
    const key = path.at(-1);
    const pair = isMap(node)
      ? node.items.find((item) => isPair(item) && String(item.key) === key)
      : undefined;
    return `${this.#atNode(pair?.key)} ${quoteKey(path.join('.'))}`;
  }

  #atNode(node: unknown): string {
    return this.#at(isNode(node) ? (node.range?.[0] ?? 0) : 0);
  }

  #at(offset: number): string {
    const { line, col } = this.#lines.linePos(offset);
    return `${this.#name}:${line || 1}:${col || 1}`;
  }
}

/** Whether a value there may be, or hold, a secret that somebody put in the wrong place. */
function isSecretive(path: string): boolean {
  return SECRETIVE_PATHS.some((secretive) => isWithin(path, secretive) || isWithin(secretive, path));
}

const SECRETIVE_PATHS = SETTINGS.flatMap(({ path, secretive }: Setting) =>
  secretive && path !== undefined ? [path] : [],
);

const SECRET_KEY = /token|secret|passw|credential|api-?key|authorization|bearer/i;

function unknownKey(key: string, parent: string): string {
  const place = parent === '' ? 'the file' : parent;
  if (SECRET_KEY.test(key)) {
    return `unknown key of ${place}; a secret does not belong in this file: use BUSYHOUR_TOKEN or auth.tokenFile`;
  }
  return `unknown key of ${place}${didYouMean(key, keysUnder(parent))}`;
}

function quoteKey(path: string): string {
  return /^[\w.-]{1,80}$/.test(path) ? path : quote(path);
}

/** As they stand in the file, each once, and no more than anyone would read. */
function inOrder(problems: readonly Problem[]): Problem[] {
  const each = new Map(problems.map((found) => [`${found.where} ${found.what}`, found]));
  return [...each.values()].sort((a, b) => position(a) - position(b)).slice(0, PROBLEMS_MAX);
}

function position({ where }: Problem): number {
  const [, line, column] = /:(\d+):(\d+)( |$)/.exec(where) ?? [];
  return Number(line ?? 0) * LONGEST + Number(column ?? 0);
}

function problem(where: string, what: string): Problem {
  return { where, what, code: 'E_CONFIG_FILE' };
}

/** Whether the dotted path `inner` is `outer` or lies under it. */
export function isWithin(inner: string, outer: string): boolean {
  return `${inner}.`.startsWith(`${outer}.`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
