// Lines of a terminal as values: spans of text with a style, cut to a width and coloured at the very end.
// Widths are terminal cells, not characters. Law: a painted line never is wider than it was told to be.
import { cleanText } from '../words.ts';

export type Style = 'plain' | 'dim' | 'bold' | 'accent' | 'good' | 'warn' | 'bad';
export type Span = readonly [text: string, style?: Style];
export type Line = readonly Span[];

const SGR: Readonly<Record<Style, string>> = {
  plain: '',
  dim: '\x1b[2m',
  bold: '\x1b[1m',
  accent: '\x1b[36m',
  good: '\x1b[32m',
  warn: '\x1b[33m',
  bad: '\x1b[1;31m',
};

/** What this terminal may be sent. */
export interface Look {
  readonly color: boolean;
  readonly unicode: boolean;
}

export const cells = (text: string): number => Bun.stringWidth(text);

export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - cells(text)));
}

export function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - cells(text))) + text;
}

/** Control characters and turned writing never reach a terminal, whoever wrote the text. */
export function paint(line: Line, columns: number, look: Look): string {
  let left = Math.max(0, columns);
  let out = '';
  for (const [raw, style = 'plain'] of line) {
    if (left === 0) break;
    const text = cut(cleanText(raw, 4 * columns), left, look);
    left -= cells(text);
    out += look.color && SGR[style] !== '' && text.trim() !== '' ? `${SGR[style]}${text}\x1b[0m` : text;
  }
  return look.color ? out : out.trimEnd();
}

/** The text in at most `columns` cells, its end marked where something was cut off. */
export function cut(text: string, columns: number, look: Pick<Look, 'unicode'>): string {
  if (cells(text) <= columns) return text;
  const mark = columns < 4 ? '' : look.unicode ? '…' : '...';
  let out = '';
  let used = cells(mark);
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    used += cells(segment);
    if (used > columns) break;
    out += segment;
  }
  return out + mark;
}

/** Words in lines of at most `columns` cells; a word longer than that keeps a line of its own. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of cleanText(text, 4_000).split(/\s+/)) {
    if (line !== '' && cells(line) + 1 + cells(word) > columns) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  if (line !== '') lines.push(line);
  return lines;
}

/** Facts parted by commas in lines of at most `columns` cells; no fact is broken. */
export function wrapParts(parts: readonly string[], columns: number): string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    if (last !== undefined && cells(last) + 2 + cells(part) < columns)
      lines[lines.length - 1] = `${last}, ${part}`;
    else if (last !== undefined) lines.splice(-1, 1, `${last},`, part);
    else lines.push(part);
  }
  return lines;
}

/** As many of the parts as fit in a row, then how many are missing: `a 12 · b 3 · 2 more`. */
export function joinFitting(parts: readonly string[], columns: number, look: Pick<Look, 'unicode'>): string {
  const between = look.unicode ? ' · ' : ', ';
  for (let n = parts.length; n > 0; n -= 1) {
    const rest = parts.length - n;
    const text = [...parts.slice(0, n), ...(rest > 0 ? [`${rest} more`] : [])].join(between);
    if (cells(text) <= columns || n === 1) return text;
  }
  return '';
}
