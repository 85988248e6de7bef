// Every setting of a run, once: its flag, its environment variable, its key in busyhour.yaml, its default, its help.
// Flags, schema, environment, the documentation's tables and compile/ all read it, so they cannot disagree.
// Knows no default that a platform presets, and no rule between two settings: those are compile's.
import { defaultText, type ShapeValue, type Value } from '../kind.ts';
import { CONVERSATION_SETTINGS } from './conversation.ts';
import { LOAD_SETTINGS } from './load.ts';
import { RESULT_SETTINGS } from './results.ts';
import type { Setting } from './row.ts';
import { TARGET_SETTINGS } from './target.ts';
import { TRANSPORT_SETTINGS } from './transport.ts';

/** In the order of the help. */
export const SETTINGS = [
  ...TARGET_SETTINGS,
  ...LOAD_SETTINGS,
  ...CONVERSATION_SETTINGS,
  ...TRANSPORT_SETTINGS,
  ...RESULT_SETTINGS,
] as const;

type AnySetting = (typeof SETTINGS)[number];
export type SettingName = AnySetting['name'];
export type SettingValue<K extends SettingName> = ShapeValue<Extract<AnySetting, { name: K }>>;
/** The settings of which one value holds where nothing was said. */
export type DefaultedName = Extract<AnySetting, { default: Value } | { kind: 'boolean' }>['name'];

const BY_NAME: ReadonlyMap<string, Setting> = new Map(SETTINGS.map((setting) => [setting.name, setting]));

export function settingOf(name: string): Setting {
  return BY_NAME.get(name)!;
}

/** The value that holds where nothing was said; a test holds that each is one its own setting would take. */
export function defaultOf<K extends DefaultedName>(name: K): SettingValue<K> {
  return defaultValue(settingOf(name)) as SettingValue<K>;
}

/** The same of any setting: undefined where no one value holds. */
export function defaultValue(setting: Setting): Value | undefined {
  return setting.default ?? (setting.kind === 'boolean' ? setting.negative === true : undefined);
}

/** What holds where nothing was said, in words; undefined where nothing does. */
export function describeDefault(setting: Setting): string | undefined {
  const value = defaultValue(setting);
  const own = defaultText(value === undefined ? setting : { ...setting, default: value });
  return setting.inherits === undefined ? own : `${settingOf(setting.inherits).path}, else ${own}`;
}

/** `BUSYHOUR_PING_INTERVAL`. */
export function environmentName(flagName: string): string {
  return `BUSYHOUR_${flagName.toUpperCase().replaceAll('-', '_')}`;
}
