// What several parts tell of each second, as one stream of moments: a second is told once every part that is there has told
// its own of it, and a part that falls behind holds the others up for a bounded time only. Parts join and leave while it runs.
// Law: what goes in comes out once, in a window, an event or a sample; what a lost part left unfinished as `worker-lost`.
import { US_PER_SECOND } from '../../base/time.ts';
import { checkAccounting } from '../accounting.ts';
import type { SampleBatch } from '../sample.ts';
import { accumulate, count, emptySnapshot, merge, type Snapshot } from '../snapshot.ts';
import { closingAccounts } from './closing-accounts.ts';
import type { RunEvent } from './event.ts';
import type { Moment } from './moment.ts';

/** Seconds that the others may be ahead of the slowest before they are told without it. */
const MAX_LEAD = 3;

const { gauges: NO_GAUGES, health: NO_HEALTH } = emptySnapshot();

/** What one part tells of one second. */
export interface PartMoment extends Moment {
  /** The counts are final. */
  readonly isLast: boolean;
}

interface Part {
  soFar: Snapshot;
  /** Seconds told by this part, those before it joined included. */
  told: number;
  isOver: boolean;
  isBroken: boolean;
}

interface Second {
  window: Snapshot;
  readonly events: RunEvent[];
  readonly samples: SampleBatch[];
}

export class MomentMerger {
  readonly #parts = new Map<number, Part>();
  readonly #emit: (moment: Moment) => void;
  /** Merged parts of seconds not told yet, from `#next` on. */
  #open: Second[] = [];
  #next = 0;
  /** Said by nobody's window: they go with the second told next. */
  #said: RunEvent[] = [];

  constructor(emit: (moment: Moment) => void) {
    this.#emit = emit;
  }

  /** From the first second on that is not told yet, this part is waited for. */
  join(part: number): void {
    this.#parts.set(part, { soFar: emptySnapshot(), told: this.#next, isOver: false, isBroken: false });
  }

  /** An event of whoever owns the parts. */
  say(event: RunEvent): void {
    this.#said.push(event);
  }

  add(part: number, moment: PartMoment): void {
    const one = this.#part(part);
    one.soFar = accumulate(one.soFar, moment.window);
    one.told = Math.max(one.told, moment.number + 1);
    one.isOver = moment.isLast;
    this.#put(moment.number, moment);
    this.#tell();
  }

  /** Sums of this part that do not add up up to here, in words; told once. */
  misaccounts(part: number): readonly string[] {
    const one = this.#part(part);
    if (one.isBroken) return [];
    const problems = checkAccounting(one.soFar, { ended: false });
    one.isBroken = problems.length > 0;
    return problems;
  }

  /** What the part wants and has, as it last told. */
  levels(part: number): { readonly wanted: number; readonly open: number } {
    const { target, open } = this.#part(part).soFar.gauges;
    return { wanted: target, open };
  }

  /** Closes the accounts of a part that died at `atUs`; `tell` makes an event of how many connections it took along. */
  lose(part: number, atUs: number, tell: (connections: number) => RunEvent): void {
    const one = this.#part(part);
    if (one.isOver) return this.say(tell(0));
    // Into the first second that is not told yet, and no later than its end: others may have told later ones already,
    // and what is later in time would hide their levels.
    const number = Math.max(one.told, this.#next);
    const latestUs = Math.max(one.soFar.endUs, Math.min(atUs, (number + 1) * US_PER_SECOND));
    const window = closingAccounts(one.soFar, latestUs);
    one.soFar = { ...accumulate(one.soFar, window), gauges: NO_GAUGES };
    one.isOver = true;
    this.#put(number, { window, events: [tell(count(window, 'closed'))], samples: [] });
    this.#tell();
  }

  /** Tells what is left. */
  finish(): void {
    if (this.#said.length > 0 && this.#open.length === 0) this.#open.push(emptySecond());
    while (this.#open.length > 0) this.#tellOne();
  }

  #part(part: number): Part {
    const one = this.#parts.get(part);
    if (one === undefined) throw new Error(`part ${part} has not joined`);
    return one;
  }

  /** A late part counts in the second told next, which says so; its levels, of a time already told, do not count. */
  #put(number: number, { window, events, samples }: Pick<Moment, 'window' | 'events' | 'samples'>): void {
    const at = Math.max(0, number - this.#next);
    while (this.#open.length <= at) this.#open.push(emptySecond());
    const second = this.#open[at]!;
    second.events.push(...events);
    second.samples.push(...samples);
    second.window = merge(second.window, number >= this.#next ? window : asLate(window));
  }

  #tell(): void {
    while (this.#open.length > 0 && (this.#isWhole() || this.#open.length > MAX_LEAD)) this.#tellOne();
  }

  #isWhole(): boolean {
    for (const part of this.#parts.values()) if (!part.isOver && part.told <= this.#next) return false;
    return true;
  }

  /** Who has no part in this second, late or ended, is still at the levels it told last. */
  #tellOne(): void {
    const { window, events, samples } = this.#open.shift()!;
    let whole = window;
    for (const part of this.#parts.values()) {
      if (part.told <= this.#next) whole = merge(whole, { ...emptySnapshot(), gauges: part.soFar.gauges });
    }
    const said = this.#said;
    this.#said = [];
    this.#emit({ number: this.#next++, window: whole, events: [...said, ...events], samples });
  }
}

function emptySecond(): Second {
  return { window: emptySnapshot(), events: [], samples: [] };
}

function asLate(window: Snapshot): Snapshot {
  const lateParts = { lateParts: count(window, 'lateParts') + 1 };
  return {
    ...window,
    workers: 0,
    counters: { ...window.counters, ...lateParts },
    gauges: NO_GAUGES,
    health: NO_HEALTH,
  };
}
