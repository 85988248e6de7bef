// What one row of the table of settings is. Knows no row.
import type { Flag } from '../flag.ts';

export interface Setting extends Flag {
  /** Its key in busyhour.yaml, dots between levels; none where the file has no word for it. */
  readonly path?: string;
  /** Only in the file: too seldom needed for a flag. */
  readonly fileOnly?: boolean;
  /** Another spelling, in another unit, of the setting named here. */
  readonly sameAs?: string;
  /** Where nothing is said of it, what was said of the setting named here holds before the default does. */
  readonly inherits?: string;
  /** In the file a map of name to value; as a flag `Name: value`. */
  readonly fileMap?: boolean;
  /** What the key means, where the flag's help would not say it: `--no-redial` against `redial`. */
  readonly fileHelp?: string;
  /** What docs/configuration.md says, where the help lists what another folder may add to. */
  readonly pageHelp?: string;
}

/** More than any run has ever opened; keeps arithmetic on connections exact and arrays small. */
export const CONNECTIONS_MAX = 10_000_000;
