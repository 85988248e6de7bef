// One attempt to turn words into a RunConfig: the words, the problems found, the notes for the user.
// Law: no problem is told that only follows from another one already told.
import type { AppErrorCode } from '../../base/app-error.ts';
import type { Problem } from '../problem.ts';
import type { Given, Words } from '../read/words.ts';
import {
  type DefaultedName,
  defaultOf,
  type SettingName,
  type SettingValue,
  settingOf,
} from '../settings/table.ts';

export class Compilation {
  readonly words: Words;
  readonly problems: Problem[] = [];
  readonly notes: string[] = [];

  constructor(words: Words) {
    this.words = words;
  }

  given<K extends SettingName>(name: K): Given<SettingValue<K>> | undefined {
    return this.words.get(name);
  }

  /** What the user said, or undefined. */
  value<K extends SettingName>(name: K): SettingValue<K> | undefined {
    return this.words.get(name)?.value;
  }

  /** What the user said, of the setting or of the one it inherits from; else its default. */
  valueOrDefault<K extends DefaultedName>(name: K): SettingValue<K> {
    const { inherits } = settingOf(name);
    const inherited = inherits === undefined ? undefined : this.value(inherits as K);
    return this.value(name) ?? inherited ?? defaultOf(name);
  }

  /** A problem of the first setting, in the light of the others; not told where one of them is broken already. */
  complain(names: readonly [SettingName, ...SettingName[]], what: string, more: More = {}): void {
    if (names.some((name) => this.words.isBroken(name))) return;
    this.problems.push({
      where: more.where ?? this.words.where(names[0]),
      what,
      code: more.code ?? (this.words.get(names[0])?.layer === 'file' ? 'E_CONFIG_FILE' : 'E_CONFIG'),
      ...(more.hint === undefined ? {} : { hint: more.hint }),
    });
  }

  /**
   * For a setting that makes no sense beside `because`: a contradiction where both were said equally near, and
   * left aside, with a note, where `because` was said nearer. Someone who overrides the file's profile
   * with a flag need not edit the file first.
   */
  exclude(name: SettingName, because: SettingName, what: string): void {
    const given = this.words.get(name);
    if (given === undefined) return;
    if (this.words.isFarther(name, because)) this.notes.push(`${given.where} is left aside: ${what}`);
    else this.complain([name, because], what);
    this.words.drop(name);
  }
}

export interface More {
  readonly where?: string;
  readonly hint?: string;
  readonly code?: AppErrorCode;
}
