// The holes in a run's record, found while its windows are read in order, and named by their seconds.
// Law: a run that ended by itself and whose windows are all there has no hole, whatever their times say.
import { formatDurationUs } from '../../base/time.ts';
import type { RunFacts } from '../../metrics/run-facts.ts';
import type { Snapshot } from '../../metrics/snapshot.ts';
import type { Gap } from '../../metrics/verdict/verdict.ts';
import { RUN_FILES } from './run-folder.ts';

/** Windows follow each other; anything wider than this between two of them is a lost second. */
const WIDEST_SEAM_US = 500_000;
const MOST_NAMED = 5;

export class GapFinder {
  #windows = 0;
  #endUs = 0;
  #unreadable: number[] = [];
  #unreadableEvents = 0;
  #torn = false;
  #holes: string[] = [];
  #moreHoles = 0;
  #missingFiles: string[] = [];

  window(window: Snapshot): void {
    this.#windows += 1;
    if (!Number.isFinite(window.endUs)) return; // a second in which no worker told anything
    const apart = this.#windows > 1 && window.startUs - this.#endUs > WIDEST_SEAM_US;
    if (apart || this.#unreadable.length > 0) this.#addHole(window.startUs);
    this.#endUs = Math.max(this.#endUs, window.endUs);
  }

  unreadableWindow(line: number): void {
    this.#unreadable.push(line);
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
    if (this.#unreadable.length > 0) this.#addHole(null);
    const gaps: Gap[] = this.#missingFiles.map((name) => ({
      kind: 'missing',
      text: `the record has no ${name}`,
    }));
    const complete = facts.ending !== null && facts.windows === this.#windows;
    if (!complete && this.#holes.length > 0) {
      const more = this.#moreHoles > 0 ? ` and ${this.#moreHoles} more` : '';
      gaps.push({ kind: 'missing', text: `the record lacks ${this.#holes.join(', ')}${more}` });
    } else if (!complete && facts.ending !== null && (facts.windows !== null || this.#torn)) {
      const of = facts.windows === null ? '' : ` of ${facts.windows}`;
      gaps.push({ kind: 'missing', text: `the record holds ${this.#windows}${of} windows` });
    }
    if (this.#unreadableEvents > 0) {
      const lines = this.#unreadableEvents === 1 ? '1 line' : `${this.#unreadableEvents} lines`;
      gaps.push({ kind: 'missing', text: `${lines} of ${RUN_FILES.events} cannot be read` });
    }
    if (facts.ending === null) gaps.push({ kind: 'cut-off', text: this.#cutOff() });
    return gaps;
  }

  #cutOff(): string {
    if (this.#windows === 0) return 'the run was cut off before its first window was recorded';
    const torn = this.#torn ? ', where a torn last line was left out' : '';
    return `the run was cut off: its record ends at ${formatDurationUs(this.#endUs)}${torn}`;
  }

  #addHole(untilUs: number | null): void {
    const lines = this.#unreadable;
    this.#unreadable = [];
    if (this.#holes.length === MOST_NAMED) {
      this.#moreHoles += 1;
      return;
    }
    const from = formatDurationUs(this.#endUs);
    const span =
      untilUs === null
        ? `what follows ${from}`
        : `what lies between ${from} and ${formatDurationUs(untilUs)}`;
    const which = lines.length === 1 ? `line ${lines[0]}` : `${lines.length} lines from line ${lines[0]} on`;
    this.#holes.push(lines.length === 0 ? span : `${span} (${which} of ${RUN_FILES.windows} cannot be read)`);
  }
}
