// How a part says that a law is broken: by throwing this, so that a case needs no result of its own for it. Any other
// error that comes out of a case is a crash of what is fuzzed, and a failure too.

export class LawBroken extends Error {}

export function holds(law: boolean, what: string): asserts law {
  if (!law) throw new LawBroken(what);
}

/** The bytes of a failed case, for people. */
export function showBytes(bytes: Uint8Array): string {
  const shown = Buffer.from(bytes.subarray(0, 96)).toString('hex');
  return `${bytes.length} bytes: ${shown}${bytes.length > 96 ? '...' : ''}`;
}
