// What may leave the program in a file: a run's description without anything that could open a door.
// A plan has no secret by its own law; headers and addresses, though, are users' own words.
import type { RunInfo } from './run-info.ts';

const SECRET_NAME =
  /auth|cookie|token|jwt|assertion|bearer|secret|passw|signature|^sig$|session|^sid$|credential|(^|[-_.])(api)?-?_?key$/i;
/** A subprotocol's name is short; some servers want a token in its place. */
const LONGEST_NAME = 40;
const HIDDEN = 'redacted';

export function redactRun(info: RunInfo): RunInfo {
  const { target } = info.plan;
  const redacted = {
    ...target,
    url: redactAddress(target.url),
    path: redactAddress(target.path),
    subprotocols: target.subprotocols.map((name) => (name.length > LONGEST_NAME ? HIDDEN : name)),
    headers: target.headers.map(([name, value]) => [name, SECRET_NAME.test(name) ? HIDDEN : value] as const),
  };
  return { ...info, plan: { ...info.plan, target: redacted } };
}

/** An address or a path with query, without user names, passwords and the values of telling parameters. */
export function redactAddress(address: string): string {
  return address
    .replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, `$1${HIDDEN}@`)
    .replace(/([?&])([^=&#]+)=([^&#]*)/g, (whole, mark: string, name: string) =>
      SECRET_NAME.test(name) ? `${mark}${name}=${HIDDEN}` : whole,
    );
}
