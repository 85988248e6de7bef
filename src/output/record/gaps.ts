// What is wrong with a run's record, found while its windows are read in order, and named by their seconds: what is missing,
// and what stands twice or out of order. Old recordings have no numbers: theirs are known by their times.
// Law: a run that ended by itself and whose windows are all there has no hole, whatever their times say.
import { formatDurationUs } from '../../base/time.ts';
import type { RunFacts } from '../../metrics/record/facts.ts';
import type { Snapshot } from '../../metrics/snapshot.ts';
import type { Gap } from '../../metrics/verdict/doubt.ts';
import { sayPlural } from '../../metrics/wording.ts';
import { Holes, type UnreadableLines } from './holes.ts';
import { RUN_FILES } from './run-folder.ts';

/** Windows follow each other; without numbers, anything wider than this between two of them is a lost second. */
const WIDEST_SEAM_US = 500_000;
const NO_LINES: UnreadableLines = { first: 0, count: 0 };

export class GapFinder {
  readonly #holes = new Holes();
  #windows = 0;
  #endUs = 0;
  /** The number that the next window should have. */
  #next = 0;
  #doubled = 0;
  #late = 0;
  /** Since the last window that could be read. */
  #unreadable = NO_LINES;
  #unreadableEvents = 0;
  #torn = false;
  #missingFiles: string[] = [];

  /** False where the same window came before: it counts once. */
  window(window: Snapshot, number?: number): boolean {
    if (number !== undefined && number < this.#next) {
      const isLate = this.#holes.fill(number);
      if (isLate) this.#late += 1;
      else this.#doubled += 1;
      if (!isLate) return false;
    } else this.#follow(window, number);
    this.#windows += 1;
    if (Number.isFinite(window.endUs)) this.#endUs = Math.max(this.#endUs, window.endUs);
    return true;
  }

  unreadableWindow(line: number): void {
    const { first, count } = this.#unreadable;
    this.#unreadable = { first: count === 0 ? line : first, count: count + 1 };
  }

  unreadableEvent(): void {
    this.#unreadableEvents += 1;
  }

  /** A last line without its end. */
  torn(): void {
    this.#torn = true;
  }

  missingFile(name: string): void {
    this.#missingFiles.push(name);
  }

  gaps(facts: RunFacts): Gap[] {
    if (this.#unreadable.count > 0) this.#addHole(Number.NaN, null);
    const missing = [
      ...this.#missingFiles.map((name) => `the record has no ${name}`),
      ...this.#missingWindows(facts),
      ...(this.#unreadableEvents > 0
        ? [`${sayPlural(this.#unreadableEvents, 'line')} of ${RUN_FILES.events} cannot be read`]
        : []),
    ];
    const disorder = [
      ...(this.#doubled > 0
        ? [`${sayPlural(this.#doubled, 'window')} of the record ${stand(this.#doubled)} in it twice`]
        : []),
      ...(this.#late > 0
        ? [`${sayPlural(this.#late, 'window')} of the record ${stand(this.#late)} out of order`]
        : []),
    ];
    return [
      ...missing.map((text): Gap => ({ kind: 'missing', text })),
      ...disorder.map((text): Gap => ({ kind: 'disorder', text })),
      ...(facts.ending === null ? [{ kind: 'cut-off', text: this.#cutOff() } as const] : []),
    ];
  }

  #missingWindows(facts: RunFacts): string[] {
    if (facts.ending !== null && facts.windows === this.#windows) return [];
    const holes = this.#holes.describe();
    if (holes !== null) return [`the record lacks ${holes}`];
    if (facts.ending === null || (facts.windows === null && !this.#torn)) return [];
    const of = facts.windows === null ? '' : ` of ${facts.windows}`;
    return [`the record holds ${this.#windows}${of} windows`];
  }

  #cutOff(): string {
    if (this.#windows === 0) return 'the run was cut off before its first window was recorded';
    const torn = this.#torn ? ', where a torn last line was left out' : '';
    return `the run was cut off: its record ends at ${formatDurationUs(this.#endUs)}${torn}`;
  }

  /** A window that comes after all before it. */
  #follow({ startUs }: Snapshot, number: number | undefined): void {
    const isTimed = Number.isFinite(startUs); // or a second in which no worker told anything
    const apart =
      number === undefined
        ? isTimed && this.#windows > 0 && startUs - this.#endUs > WIDEST_SEAM_US
        : number > this.#next;
    if (apart || this.#unreadable.count > 0)
      this.#addHole(number ?? Number.NaN, isTimed ? startUs : this.#endUs);
    if (number !== undefined) this.#next = number + 1;
  }

  #addHole(number: number, untilUs: number | null): void {
    this.#holes.add({
      first: this.#next,
      last: number - 1,
      fromUs: this.#endUs,
      untilUs,
      lines: this.#unreadable,
    });
    this.#unreadable = NO_LINES;
  }
}

function stand(n: number): string {
  return n === 1 ? 'stands' : 'stand';
}
