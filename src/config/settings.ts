// Every setting of a run, once: its flag, its environment variable, its key in busyhour.yaml, its help.
// Flags, schema, environment and the documentation's tables are all read from here, so they cannot disagree.
// Knows no default that a platform presets, and no rule between two settings: those are compile's.
import type { ShapeValue } from './read/kind.ts';
import { CONVERSATION_SETTINGS } from './settings/conversation.ts';
import { LOAD_SETTINGS } from './settings/load.ts';
import { RESULT_SETTINGS } from './settings/results.ts';
import type { Setting } from './settings/setting.ts';
import { TARGET_SETTINGS } from './settings/target.ts';
import { TRANSPORT_SETTINGS } from './settings/transport.ts';

export { PROFILE_NAMES, type ProfileName } from './settings/load.ts';
export type { Setting } from './settings/setting.ts';

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

/** The default of a setting, with booleans' own. */
export function defaultOf(setting: Setting): string | undefined {
  return setting.default ?? (setting.kind === 'boolean' ? String(setting.negative === true) : undefined);
}

/** What a key of the file means, with its default. */
export function describeKey(setting: Setting): string {
  const fallback = defaultOf(setting);
  return `${setting.fileHelp ?? setting.help}${fallback === undefined ? '' : ` (default ${fallback})`}`;
}

/** `BUSYHOUR_PING_INTERVAL`. */
export function environmentName(flagName: string): string {
  return `BUSYHOUR_${flagName.toUpperCase().replaceAll('-', '_')}`;
}
