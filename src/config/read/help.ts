// A command's help as text, from the same table that reads its flags. At most 80 columns; prints nothing itself.
import type { Flag } from '../flag.ts';
import { defaultText } from '../kind.ts';
import type { CommandWords } from './flags.ts';

const WIDTH = 80;
const GUTTER = 2;
const WIDEST_FLAG = 28;

/** The whole help of one command, without a trailing newline. */
export function renderHelp(command: CommandWords): string {
  const column =
    2 + Math.min(WIDEST_FLAG, Math.max(0, ...command.flags.map((flag) => signature(flag).length)));
  const sections = [`${wrap(command.summary, WIDTH).join('\n')}\n\nUsage: ${command.usage}`];
  for (const group of new Set(command.flags.map((flag) => flag.group))) {
    const flags = command.flags.filter((flag) => flag.group === group);
    sections.push([group, ...flags.map((flag) => renderFlag(flag, column + GUTTER))].join('\n'));
  }
  if (command.examples !== undefined && command.examples.length > 0) {
    const examples = command.examples.map(
      ({ command: line, text }) => `${renderExample(line)}\n${indent(text, 6)}`,
    );
    sections.push(['Examples', ...examples].join('\n'));
  }
  for (const note of command.notes ?? []) sections.push(wrap(note, WIDTH).join('\n'));
  return sections.join('\n\n');
}

/** `--message-rate N|max`. */
export function signature(flag: Flag): string {
  if (flag.kind === 'boolean') return flag.negative ? `--no-${flag.name}` : `--${flag.name}`;
  return `--${flag.name} ${flag.value ?? 'VALUE'}`;
}

/** The help's sentence with what follows from the table: default, aliases, repetition. */
export function describe(flag: Flag): string {
  const extras: string[] = [];
  const fallback = defaultText(flag);
  if (fallback !== undefined) extras.push(`default ${fallback}`);
  if (flag.kind === 'list') extras.push('repeatable');
  if (flag.aliases !== undefined) extras.push(`also ${flag.aliases.map((alias) => `--${alias}`).join(', ')}`);
  return extras.length === 0 ? flag.help : `${flag.help} (${extras.join('; ')})`;
}

function renderFlag(flag: Flag, column: number): string {
  const head = `  ${signature(flag)}`;
  const lines = wrap(describe(flag), WIDTH - column).map((line) => ' '.repeat(column) + line);
  if (head.length > column - GUTTER) return [head, ...lines].join('\n');
  return [head.padEnd(column) + (lines[0] ?? '').slice(column), ...lines.slice(1)].join('\n').trimEnd();
}

/** A command too long for a line is continued as a shell would take it. */
function renderExample(line: string): string {
  return wrap(line, WIDTH - 6)
    .map((part, i, all) => `${i === 0 ? '  ' : '    '}${part}${i < all.length - 1 ? ' \\' : ''}`)
    .join('\n');
}

function indent(text: string, by: number): string {
  return wrap(text, WIDTH - by)
    .map((line) => ' '.repeat(by) + line)
    .join('\n');
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return line === '' ? lines : [...lines, line];
}
