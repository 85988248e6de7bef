// What a stream and its environment allow: repainting in place, colour, more than ASCII. Pure: reads only what
// it is handed, so that every case can be tested. Keeps to NO_COLOR (no-color.org), CI, TERM=dumb and the locale.
import type { Look } from './text.ts';

export interface TerminalLook extends Look {
  /** Whether to repaint in place; false where it is a pipe, a CI job's log, or a terminal that cannot. */
  readonly isTty: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

export function lookOf(
  environment: Environment,
  stream: { readonly isTTY?: boolean | undefined },
): TerminalLook {
  const terminal = stream.isTTY === true && environment.TERM !== 'dumb';
  const inCi = isSet(environment.CI) && environment.CI !== 'false';
  return {
    isTty: terminal && !inCi,
    color: terminal && !inCi && !isSet(environment.NO_COLOR),
    unicode: isUtf8(environment),
  };
}

function isUtf8(environment: Environment): boolean {
  if (isSet(environment.WT_SESSION)) return true;
  const locale = [environment.LC_ALL, environment.LC_CTYPE, environment.LANG].find(isSet) ?? '';
  return /utf-?8/i.test(locale);
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}
