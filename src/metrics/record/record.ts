// What a run knows so far: the fold of its moments and of what was said between them. The run itself, and whoever reads
// its folder years later, use this one fold and no other; a summary and its verdict are a function of it.
// Law: the same moments and events in the same order give the same record; bounded, however long the run.

import { accumulate, emptySnapshot, type Snapshot } from '../snapshot.ts';
import { WindowStats } from '../window-stats.ts';
import type { RunEvent } from './event.ts';
import { NO_FACTS, noteEvent, type RunFacts } from './facts.ts';
import type { Moment } from './moment.ts';

export class RunRecord {
  #total = emptySnapshot();
  #facts: RunFacts = NO_FACTS;
  /** Of the same windows, one by one: what their sum cannot say. */
  readonly stats = new WindowStats();

  /** All windows so far, accumulated. */
  get total(): Snapshot {
    return this.#total;
  }

  /** What the events so far say of the run as a whole. */
  get facts(): RunFacts {
    return this.#facts;
  }

  add({ window, events }: Pick<Moment, 'window' | 'events'>): this {
    for (const event of events) this.note(event);
    this.stats.add(window);
    this.#total = accumulate(this.#total, window);
    return this;
  }

  /** What was said between two moments: a command, an interrupt, the end. */
  note(event: RunEvent): this {
    this.#facts = noteEvent(this.#facts, event);
    return this;
  }
}
