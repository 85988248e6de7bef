// The runtime's flags that seal a process off from what the current folder says (bin/busyhour.js gives them): every process
// that this one starts gets the same. No other flag is passed on: `-e` would run this program's own start again, and again.

const SEALS = [/^--no-env-file$/, /^--config=/];

export function sealingFlags(given: readonly string[] = process.execArgv): string[] {
  return given.filter((flag) => SEALS.some((seal) => seal.test(flag)));
}
