// The user's words of all layers as one: flag > environment > file. Each keeps where it was said, for messages.
// Knows how to read a value, not what it is for. Law: a closer word replaces a farther one whole, lists included.

import { type Reading, readText, type Shape, type Value } from '../kind.ts';
import { type Problem, quote } from '../problem.ts';
import type { Setting } from '../settings/row.ts';
import { environmentName, SETTINGS, type SettingName, type SettingValue } from '../settings/table.ts';
import { suggest } from './suggestion.ts';
import { type ConfigFile, isWithin } from './yaml-file.ts';

type Layer = 'flag' | 'environment' | 'file';
const RANK: Readonly<Record<Layer, number>> = { flag: 3, environment: 2, file: 1 };

export interface Given<T> {
  readonly value: T;
  readonly where: string;
  readonly layer: Layer;
}

/** What flags.ts read; any command's, as long as its flags are settings. */
interface FlagWords {
  readonly values: Readonly<Record<string, Value | undefined>>;
  readonly spellings: ReadonlyMap<string, string>;
  readonly broken: ReadonlySet<string>;
}

/** Everything said, by setting. */
export class Words {
  readonly problems: Problem[] = [];
  readonly notes: string[] = [];
  readonly #given = new Map<string, Given<Value>>();
  readonly #broken = new Set<string>();

  get<K extends SettingName>(name: K): Given<SettingValue<K>> | undefined {
    return this.#given.get(name) as Given<SettingValue<K>> | undefined;
  }

  /** True where somebody said it, but not so that it could be read. */
  isBroken(name: SettingName): boolean {
    return this.#broken.has(name);
  }

  /** Where it was said, or the flag that would say it. */
  where(name: SettingName): string {
    return this.#given.get(name)?.where ?? `--${name}`;
  }

  /** Whether `name` was said farther away than `other`, and so gives way to it. */
  isFarther(name: SettingName, other: SettingName): boolean {
    return this.#rank(name) < this.#rank(other);
  }

  /** From here on nothing is said about what depends on it. */
  markBroken(name: SettingName): void {
    this.#broken.add(name);
  }

  drop(name: SettingName): void {
    this.#given.delete(name);
  }

  addFlags(flags: FlagWords): void {
    for (const setting of SETTINGS as readonly Setting[]) {
      const value = flags.values[setting.name];
      if (flags.broken.has(setting.name)) this.#broken.add(canonical(setting));
      else if (value !== undefined) {
        this.#add(setting, {
          value,
          where: flags.spellings.get(setting.name) ?? `--${setting.name}`,
          layer: 'flag',
        });
      }
    }
  }

  addEnvironment(environment: Readonly<Record<string, string | undefined>>): void {
    const known: string[] = [
      'BUSYHOUR_CONFIG',
      'BUSYHOUR_TOKEN',
      'BUSYHOUR_CLIENT_ID',
      'BUSYHOUR_CLIENT_SECRET',
    ];
    for (const setting of SETTINGS as readonly Setting[]) {
      if (setting.fileOnly) continue;
      for (const name of [setting.name, ...(setting.aliases ?? [])].map(environmentName)) {
        known.push(name);
        const text = environment[name];
        if (text !== undefined && text !== '') {
          this.#read(setting, listOrText(setting, text), name, 'environment', 'E_CONFIG');
        }
      }
    }
    for (const name of Object.keys(environment)) {
      if (!name.startsWith('BUSYHOUR_') || known.includes(name)) continue;
      const near = suggest(name, known);
      if (near !== undefined)
        this.notes.push(`${quote(name)} in the environment is not read; did you mean ${near}?`);
    }
  }

  addFile(file: ConfigFile): void {
    for (const setting of SETTINGS as readonly Setting[]) {
      if (setting.path === undefined) continue;
      const { path } = setting;
      if (file.broken.some((broken) => isWithin(broken, path) || isWithin(path, broken))) {
        this.#broken.add(setting.name);
        continue;
      }
      const raw = path.split('.').reduce<unknown>((value, key) => {
        return typeof value === 'object' && value !== null
          ? (value as Record<string, unknown>)[key]
          : undefined;
      }, file.root);
      if (raw !== undefined)
        this.#read(setting, fileForm(setting, raw), file.where(path), 'file', 'E_CONFIG_FILE');
    }
  }

  #read(
    setting: Setting,
    text: string | readonly string[],
    where: string,
    layer: Layer,
    code: Problem['code'],
  ): void {
    const reading: Reading = typeof text === 'string' ? readText(setting, text) : readList(setting, text);
    if ('problem' in reading) {
      this.problems.push({ where, what: reading.problem, code });
      this.#broken.add(canonical(setting));
    } else {
      this.#add(setting, { value: reading.value, where, layer });
    }
  }

  #add(setting: Setting, given: Given<Value>): void {
    const name = canonical(setting);
    const before = this.#given.get(name);
    if (before?.layer === given.layer && String(before.value) !== String(given.value)) {
      this.#broken.add(name);
      this.problems.push({
        where: given.where,
        what: `given beside ${before.where}, which means the same, with another value; keep one of them`,
        code: given.layer === 'flag' ? 'E_USAGE' : 'E_CONFIG',
      });
    } else if (before === undefined || RANK[given.layer] > RANK[before.layer]) {
      this.#given.set(name, given);
    }
  }

  #rank(name: SettingName): number {
    const given = this.#given.get(name);
    return given === undefined ? 0 : RANK[given.layer];
  }
}

function canonical(setting: Setting): string {
  return setting.sameAs ?? setting.name;
}

/** A list in one variable: a line for each, or, where commas cannot be part of one, commas between them. */
function listOrText(setting: Setting, text: string): string | readonly string[] {
  if (setting.kind !== 'list') return text;
  const parts = setting.fileMap ? text.split('\n') : text.split(/[\n,]/);
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

function fileForm(setting: Setting, raw: unknown): string | readonly string[] {
  if (setting.fileMap)
    return Object.entries(raw as Record<string, string>).map(([name, value]) => `${name}: ${value}`);
  return Array.isArray(raw) ? raw.map(String) : String(raw);
}

function readList(shape: Shape, texts: readonly string[]): Reading {
  for (const text of texts) {
    const reading = readText(shape, text);
    if ('problem' in reading) return reading;
  }
  return { value: texts };
}
