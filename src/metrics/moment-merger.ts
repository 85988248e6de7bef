// Windows of several workers into one stream, second by second: a second is told once every living worker
// has told its part, and a worker that falls behind holds the others up for a bounded time only.
// Law: what goes in comes out once, a dead worker's unfinished business as `worker-lost`.

import { US_PER_SECOND } from '../base/time.ts';
import { checkAccounting } from './accounting.ts';
import { total } from './outcome.ts';
import { accumulate, count, emptySnapshot, merge, type Snapshot } from './snapshot.ts';
import { type PackedSnapshot, unpack } from './snapshot-json.ts';

/** Seconds that the others may be ahead of the slowest before they are told without it. */
const MAX_LEAD = 3;

const { gauges: NO_GAUGES, health: NO_HEALTH } = emptySnapshot();

/** What one part tells of one second. */
export interface PartWindow {
  /** Which second of the run it closes, from 0; parts of the same number are merged. */
  readonly number: number;
  readonly snapshot: PackedSnapshot;
  /** The counts are final. */
  readonly isLast: boolean;
}

interface Part {
  soFar: Snapshot;
  /** Windows told by this worker. */
  told: number;
  isOver: boolean;
  isBroken: boolean;
}

export class WindowMerger {
  readonly #parts: Part[];
  readonly #emit: (snapshot: Snapshot) => void;
  /** Merged parts of seconds not told yet, from `#nextNumber` on. */
  #open: Snapshot[] = [];
  #nextNumber = 0;

  constructor(workers: number, emit: (snapshot: Snapshot) => void) {
    this.#parts = Array.from({ length: workers }, () => ({
      soFar: emptySnapshot(),
      told: 0,
      isOver: false,
      isBroken: false,
    }));
    this.#emit = emit;
  }

  /** Sums of this worker that do not add up up to here, in words; told once. */
  misaccounts(worker: number): readonly string[] {
    const part = this.#parts[worker]!;
    if (part.isBroken) return [];
    const problems = checkAccounting(part.soFar, { ended: false });
    part.isBroken = problems.length > 0;
    return problems;
  }

  /** A problem with the message, in words, or null. */
  add(worker: number, message: PartWindow): string | null {
    const snapshot = unpack(message.snapshot);
    if (typeof snapshot === 'string') return `sent a broken window: ${snapshot}`;
    const part = this.#parts[worker]!;
    part.soFar = accumulate(part.soFar, snapshot);
    part.told = message.number + 1;
    this.#put(message.number, snapshot);
    part.isOver = message.isLast;
    this.#tell();
    return null;
  }

  /** Closes a dead worker's accounts at `atUs`; returns how many connections were lost with it. */
  lose(worker: number, atUs: number): number {
    const part = this.#parts[worker]!;
    if (part.isOver) return 0;
    // Into the first second that is not told yet, and no later than its end: others may have told later ones already,
    // and what is later in time would hide their levels.
    const number = Math.max(part.told, this.#nextNumber);
    const closing = closingAccounts(
      part.soFar,
      Math.max(part.soFar.endUs, Math.min(atUs, (number + 1) * US_PER_SECOND)),
    );
    part.soFar = { ...accumulate(part.soFar, closing), gauges: NO_GAUGES };
    this.#put(number, closing);
    part.isOver = true;
    this.#tell();
    return count(closing, 'closed');
  }

  /** Tells what is left. */
  finish(): void {
    while (this.#open.length > 0) this.#tellOne();
  }

  /** A late part counts in the second told next; its levels, of a time already told, do not. */
  #put(number: number, snapshot: Snapshot): void {
    const at = number - this.#nextNumber;
    while (this.#open.length <= Math.max(0, at)) this.#open.push(emptySnapshot());
    if (at >= 0) this.#open[at] = merge(this.#open[at]!, snapshot);
    else
      this.#open[0] = merge(this.#open[0]!, {
        ...snapshot,
        workers: 0,
        gauges: NO_GAUGES,
        health: NO_HEALTH,
      });
  }

  #tell(): void {
    while (this.#open.length > 0 && (this.#isWhole() || this.#open.length > MAX_LEAD)) this.#tellOne();
  }

  #isWhole(): boolean {
    return this.#parts.every((part) => part.isOver || part.told > this.#nextNumber);
  }

  /** Who has no part in this second, late or ended, is still at the levels it told last. */
  #tellOne(): void {
    let second = this.#open.shift()!;
    for (const part of this.#parts) {
      if (part.told <= this.#nextNumber)
        second = merge(second, { ...emptySnapshot(), gauges: part.soFar.gauges });
    }
    this.#nextNumber++;
    this.#emit(second);
  }
}

function closingAccounts(soFar: Snapshot, atUs: number): Snapshot {
  const lostOpen = count(soFar, 'opened') - count(soFar, 'closed');
  const lostConnecting = count(soFar, 'attempted') - count(soFar, 'opened') - count(soFar, 'failed');
  const lostMessages =
    count(soFar, 'messagesSent') -
    count(soFar, 'messagesAnswered') -
    count(soFar, 'messagesTimedOut') -
    count(soFar, 'messagesLost');
  const lostWaiting = count(soFar, 'asked') - count(soFar, 'attempted') - total(soFar.notAttempted);
  return {
    ...emptySnapshot(),
    startUs: atUs,
    endUs: atUs,
    counters: { closed: lostOpen, failed: lostConnecting, messagesLost: lostMessages },
    closes: { 'worker-lost': lostOpen },
    failures: { 'worker-lost': lostConnecting },
    notAttempted: { 'worker-lost': lostWaiting },
  };
}
