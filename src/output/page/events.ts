// The events of a run as its page lists them: at most 2,000, the telling ones first in line, the rest counted.
// Takes each event once, as it comes. Law: what a server wrote arrives here as text and leaves as shorter text.
import { EVENT_KINDS, type RunEvent, type RunEventKind } from '../../metrics/record/event.ts';
import { commandWords } from '../command-words.ts';
import { cleanText } from '../words.ts';

export const MAX_EVENTS = 2_000;
/** Stages, limits, workers: never crowded out by a storm of failures. */
const MAX_TELLING = 1_000;
const MAX_FIRST = 500;
const MAX_LAST = MAX_EVENTS - MAX_TELLING - MAX_FIRST;
const MAX_MARKS = 20;
const MAX_DETAILS = 12;

export interface EventRow {
  readonly atS: number;
  readonly kind: RunEventKind;
  /** `worker 0, connection 17`, or empty. */
  readonly where: string;
  readonly text: string;
}

export interface EventList {
  readonly rows: readonly EventRow[];
  readonly total: number;
  readonly marks: readonly { readonly atS: number; readonly label: string }[];
}

export class EventRows {
  readonly #telling: EventRow[] = [];
  readonly #first: EventRow[] = [];
  /** A ring: `#next` is the oldest once it is full. */
  readonly #last: EventRow[] = [];
  readonly #marks: { atS: number; label: string }[] = [];
  #total = 0;
  #next = 0;

  add(event: RunEvent): void {
    this.#total += 1;
    this.#mark(event);
    if (EVENT_KINDS[event.kind] === 'telling') {
      if (this.#telling.length < MAX_TELLING) this.#telling.push(toRow(event));
    } else if (this.#first.length < MAX_FIRST) this.#first.push(toRow(event));
    else {
      this.#last[this.#next] = toRow(event);
      this.#next = (this.#next + 1) % MAX_LAST;
    }
  }

  list(): EventList {
    const rows = [...this.#telling, ...this.#first, ...this.#last].sort((a, b) => a.atS - b.atS);
    return { rows, total: this.#total, marks: [...this.#marks] };
  }

  /** A command to which an event of its own led is marked once. */
  #mark(event: RunEvent): void {
    const label = markOf(event);
    const atS = secondsOf(event);
    if (label === undefined || this.#marks.length === MAX_MARKS) return;
    if (!this.#marks.some((mark) => mark.label === label)) this.#marks.push({ atS, label });
  }
}

function markOf({ kind, detail }: RunEvent): string | undefined {
  if (kind === 'limit' || kind === 'interrupt') return kind;
  if (kind !== 'command') return undefined;
  return cleanText(String(detail.because), 40);
}

function toRow(event: RunEvent): EventRow {
  const where = [
    ...(event.worker === null ? [] : [`worker ${event.worker}`]),
    ...(event.connection === null ? [] : [`connection ${event.connection}`]),
  ];
  const words = commandWords(event);
  if (words !== null)
    return { atS: secondsOf(event), kind: event.kind, where: '', text: cleanText(words, 500) };
  const details = Object.entries(event.detail).slice(0, MAX_DETAILS);
  const text = details.map(([key, value]) => `${cleanText(key, 40)} ${cleanText(String(value))}`).join(', ');
  return { atS: secondsOf(event), kind: event.kind, where: where.join(', '), text: cleanText(text, 500) };
}

function secondsOf({ atUs }: RunEvent): number {
  return Math.round(atUs / 1e3) / 1e3;
}
