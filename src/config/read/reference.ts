// docs/configuration.md's tables, from the table of settings: a test compares the two.
// Markdown only; knows no prose of the page around it.

import { defaultOf, environmentName, SETTINGS, type Setting } from '../settings.ts';
import { signature } from './help.ts';

/** One table for each group of settings. */
export function renderReference(): string {
  const settings: readonly Setting[] = SETTINGS;
  const groups = [...new Set(settings.map((setting) => setting.group))];
  return groups.map((group) => renderGroup(group, settings)).join('\n\n');
}

function renderGroup(group: string, settings: readonly Setting[]): string {
  const rows = settings.filter((setting) => setting.group === group).map(renderRow);
  const head = ['| Flag | Environment | Key in the file | Default | Meaning |', '|---|---|---|---|---|'];
  return [`### ${group}`, '', ...head, ...rows].join('\n');
}

function renderRow(setting: Setting): string {
  const flags = [signature(setting), ...(setting.aliases ?? []).map((alias) => `--${alias}`)]
    .map(code)
    .join(', ');
  const cells = [
    setting.fileOnly ? '' : flags,
    setting.fileOnly ? '' : code(environmentName(setting.name)),
    setting.path === undefined ? '' : code(setting.path),
    defaultOf(setting) ?? '',
    `${setting.fileHelp ?? setting.help}${setting.kind === 'list' ? ' (a list)' : ''}`,
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('<', '&lt;')).join(' | ')} |`;
}

function code(text: string): string {
  return `\`${text}\``;
}
