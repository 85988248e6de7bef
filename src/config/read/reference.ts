// docs/configuration.md's tables, from the tables of settings, profiles and stages: a test compares them.
// Markdown only; knows no prose of the page around it.

import { defaultText, writeText } from '../kind.ts';
import { CLIMB, PROFILE_NAMES, type ProfileName, profileOf, SPIKE } from '../settings/profiles.ts';
import type { Setting } from '../settings/row.ts';
import { STAGE_KEYS, type StageKey } from '../settings/stage.ts';
import { describeDefault, environmentName, SETTINGS } from '../settings/table.ts';
import { signature } from './help.ts';

/** One table for each group of settings. */
export function renderReference(): string {
  const settings: readonly Setting[] = SETTINGS;
  const groups = [...new Set(settings.map((setting) => setting.group))];
  return groups.map((group) => renderGroup(group, settings)).join('\n\n');
}

/** What each profile's name stands for. */
export function renderProfiles(): string {
  return table(
    ['Profile', 'Connections', 'Shape', 'Lasts, unless told otherwise'],
    PROFILE_NAMES.map((name) => [code(name), ...profileCells(name)]),
  );
}

/** The keys of a stage of the user's own. */
export function renderStageKeys(): string {
  const keys: readonly StageKey[] = STAGE_KEYS;
  return table(
    ['Key of a stage', 'Default', 'Meaning'],
    keys.map((key) => [code(key.name), defaultText(key) ?? '', key.help]),
  );
}

function renderGroup(group: string, settings: readonly Setting[]): string {
  const rows = settings.filter((setting) => setting.group === group).map(settingCells);
  return `### ${group}\n\n${table(['Flag', 'Environment', 'Key in the file', 'Default', 'Meaning'], rows)}`;
}

function settingCells(setting: Setting): readonly string[] {
  const flags = [signature(setting), ...(setting.aliases ?? []).map((alias) => `--${alias}`)]
    .map(code)
    .join(', ');
  const meaning = setting.pageHelp ?? setting.fileHelp ?? setting.help;
  return [
    setting.fileOnly ? '' : flags,
    setting.fileOnly ? '' : code(environmentName(setting.name)),
    setting.path === undefined ? '' : code(setting.path),
    describeDefault(setting) ?? '',
    `${meaning}${setting.kind === 'list' ? ' (a list)' : ''}`,
  ];
}

/** Connections, shape, length. */
function profileCells(name: ProfileName): readonly string[] {
  const profile = profileOf(name);
  const share = profile.shareOfLimit === 1 ? 'the limit' : `${percent(profile.shareOfLimit)} of the limit`;
  switch (profile.course) {
    case 'hold':
      return [
        `the target, else ${share}`,
        'all at once, or evenly over `--ramp`, then held',
        `${time(profile.durationUs)}, after the ramp`,
      ];
    case 'climb': {
      const step = `+ ${percent(1 / CLIMB.steps)} of the target, or \`--ramp-increment\`,`;
      const end = profile.untilThrottled ? 'until the platform throttles' : 'throttled or not';
      return [
        `up to the target, else ${share}`,
        `${step} every \`--interval\` (${time(CLIMB.intervalUs)}), ${end}`,
        'all its steps',
      ];
    }
    case 'spike': {
      const base = percent(SPIKE.baseShare);
      const peak = time(profile.durationUs * SPIKE.peakShare);
      return [
        `the target, else ${share}; ${base} of that before and after the peak`,
        'the peak lasts `--interval`, what is left is before and after it',
        `${time(profile.durationUs)}, the peak ${peak}`,
      ];
    }
  }
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('<', '&lt;')).join(' | ')} |`;
  return [line(heads), `|${heads.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}

function code(text: string): string {
  return `\`${text}\``;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

function time(us: number): string {
  return writeText({ kind: 'duration' }, us);
}
