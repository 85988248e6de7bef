// One flag of a command as data: its name, its kind and a line of help.
import type { Defaulted } from './kind.ts';

/** Its default is what the help shows; filling it in is the command's business. */
export interface Flag extends Defaulted {
  /** Without the dashes. A boolean is also known as `--no-<name>`. */
  readonly name: string;
  readonly aliases?: readonly string[];
  /** What stands for the value in the help: `URL`. */
  readonly value?: string;
  readonly help: string;
  /** The heading under which the help lists it. */
  readonly group: string;
  /** A boolean that is true unless said otherwise: the help shows `--no-<name>`. */
  readonly negative?: boolean;
}
