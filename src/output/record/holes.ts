// The stretches that a record lacks, while its windows are read: each by its numbers, where the lines have any, and by the
// seconds it lies between. Pure, and bounded whatever the record.
import { formatDurationUs } from '../../base/time.ts';
import { RUN_FILES } from './run-folder.ts';

const MOST_NAMED = 5;
/** Beyond so many they are only counted. */
const MOST_KEPT = 1_000;

export interface Hole {
  /** The numbers of the first and the last window that is missing; NaN where lines have none. */
  readonly first: number;
  readonly last: number;
  readonly fromUs: number;
  /** Null where nothing follows. */
  readonly untilUs: number | null;
  readonly lines: UnreadableLines;
}

export interface UnreadableLines {
  /** From 1. */
  readonly first: number;
  readonly count: number;
}

export class Holes {
  #kept: Hole[] = [];
  #more = 0;

  add(hole: Hole): void {
    if (this.#kept.length === MOST_KEPT) this.#more += 1;
    else this.#kept.push(hole);
  }

  /** A window that comes late takes its place in a hole; false where none lacks it. */
  fill(number: number): boolean {
    const at = this.#kept.findIndex(({ first, last }) => first <= number && number <= last);
    if (at < 0) return false;
    const hole = this.#kept[at]!;
    const before = number > hole.first ? [{ ...hole, last: number - 1 }] : [];
    const after = number < hole.last ? [{ ...hole, first: number + 1 }] : [];
    this.#kept.splice(at, 1, ...before, ...after);
    return true;
  }

  /** `what lies between 2.00 s and 3.00 s, what follows 9.00 s`; null where there is none. */
  describe(): string | null {
    if (this.#kept.length === 0) return null;
    const named = this.#kept.slice(0, MOST_NAMED).map(describeHole);
    const more = this.#kept.length - named.length + this.#more;
    return `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  }
}

function describeHole({ fromUs, untilUs, lines }: Hole): string {
  const from = formatDurationUs(fromUs);
  const span =
    untilUs === null ? `what follows ${from}` : `what lies between ${from} and ${formatDurationUs(untilUs)}`;
  if (lines.count === 0) return span;
  const which =
    lines.count === 1 ? `line ${lines.first}` : `${lines.count} lines from line ${lines.first} on`;
  return `${span} (${which} of ${RUN_FILES.windows} cannot be read)`;
}
