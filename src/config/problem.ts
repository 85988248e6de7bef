// One thing wrong with the user's words: where it was said, what is wrong, what would be right.
// Law: all problems of one attempt are told at once, as one AppError. A secret's value never enters a problem.
import { AppError, type AppErrorCode } from '../base/app-error.ts';

export interface Problem {
  /** `--limit`, `BUSYHOUR_LIMIT`, `busyhour.yaml:3:7 target.connectionLimit`. */
  readonly where: string;
  readonly what: string;
  readonly code: AppErrorCode;
  /** What to do, where `what` does not say it yet. */
  readonly hint?: string;
}

const SHOWN_MAX = 25;

/** One AppError for all of them: its code is theirs where they agree, else E_CONFIG. */
export function problemsError(problems: readonly Problem[]): AppError {
  const [first] = problems;
  if (first === undefined) return new AppError('E_INTERNAL', 'no problem to tell');
  if (problems.length === 1) {
    return new AppError(first.code, line(first), first.hint === undefined ? {} : { hint: first.hint });
  }
  const code = problems.every((problem) => problem.code === first.code) ? first.code : 'E_CONFIG';
  const lines = problems
    .slice(0, SHOWN_MAX)
    .map((problem) => `  ${line(problem)}${problem.hint === undefined ? '' : `\n    ${problem.hint}`}`);
  if (problems.length > SHOWN_MAX) lines.push(`  and ${problems.length - SHOWN_MAX} more`);
  return new AppError(code, `${problems.length} problems in what was asked for:\n${lines.join('\n')}`);
}

export function throwProblems(problems: readonly Problem[]): void {
  if (problems.length > 0) throw problemsError(problems);
}

/** A value as messages show it: quoted, on one line, short, without control characters. */
export function quote(value: unknown, longest = 40): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a group of keys';
  if (typeof value !== 'string') return String(value);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not reach a terminal
  const shown = value.replace(/[\u0000-\u001f\u007f-\u009f]/g, '?');
  return `"${shown.length > longest ? `${shown.slice(0, longest - 3)}...` : shown}"`;
}

/** `a, b or c`. */
export function either(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

function line(problem: Problem): string {
  return `${problem.where}: ${problem.what}`;
}
