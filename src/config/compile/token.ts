// The token: from BUSYHOUR_TOKEN or a file, and where it is sent. It leaves here for RunConfig.secrets alone.
// Law: not one character of a token ever enters a message.
import type { Platform, TokenPlacement } from '../../platform/platform.ts';
import type { Files } from '../read/files.ts';
import type { Compilation } from './compilation.ts';

const LONGEST = 65_536;

interface TokenChoice {
  readonly placement: TokenPlacement;
  readonly token: string | undefined;
}

export function chooseToken(
  compilation: Compilation,
  platform: Platform,
  files: Files,
  fromEnvironment: string | undefined,
  loopback: boolean,
): TokenChoice {
  const asked = compilation.value('token-placement');
  const placement = asked ?? platform.presets.token.value;
  const file = compilation.given('token-file');
  if (placement === 'none') {
    const because =
      asked === undefined ? `the platform ${platform.name} takes none` : '--token-placement is none';
    compilation.exclude(
      'token-file',
      'token-placement',
      `no token is sent: ${because}; see --token-placement`,
    );
    if (fromEnvironment) compilation.notes.push(`BUSYHOUR_TOKEN is set and not sent: ${because}.`);
    return { placement, token: undefined };
  }
  if (file !== undefined) return { placement, token: readTokenFile(compilation, files) };
  if (fromEnvironment)
    return { placement, token: acceptable(compilation, fromEnvironment, 'BUSYHOUR_TOKEN') };
  if (loopback && asked === undefined) {
    // A stand-in platform on this machine asks for none; a real one never gets here.
    compilation.notes.push(`no token is sent: BUSYHOUR_TOKEN is not set, and the target is this machine.`);
    return { placement: 'none', token: undefined };
  }
  const needs =
    asked === undefined ? `the platform ${platform.name} needs one` : `--token-placement is ${asked}`;
  compilation.complain(['token-file', 'platform', 'base-uri'], `there is no token, and ${needs}`, {
    code: 'E_TOKEN',
    where: 'BUSYHOUR_TOKEN',
    hint: 'Set BUSYHOUR_TOKEN or give --token-file FILE; --token-placement none sends none.',
  });
  return { placement, token: undefined };
}

function readTokenFile(compilation: Compilation, files: Files): string | undefined {
  const given = compilation.given('token-file');
  if (given === undefined) return undefined;
  const read = files.read(given);
  if ('problem' in read) {
    compilation.complain(['token-file'], read.problem, { code: 'E_TOKEN' });
    return undefined;
  }
  return acceptable(compilation, read.text, given.where);
}

function acceptable(compilation: Compilation, text: string, where: string): string | undefined {
  const token = text.trim();
  let what: string | undefined;
  if (token === '') what = 'the token is empty';
  else if (token.length > LONGEST) what = `the token is longer than ${LONGEST} characters`;
  else if (!/^[\x21-\x7e]+$/.test(token))
    what = 'the token has a space, a line break or a character outside ASCII';
  if (what === undefined) return token;
  compilation.complain(['token-file'], what, { code: 'E_TOKEN', where });
  return undefined;
}
