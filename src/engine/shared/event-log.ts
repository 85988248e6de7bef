// Events of one worker, bounded: so many of a kind in a window, the rest counted and told as `dropped`.
// A server's words enter here shortened and as data; a secret never does.
import type { RunEvent, RunEventKind } from '../../metrics/record/event.ts';

const PER_KIND_AND_WINDOW = 50;
const MAX_TEXT = 200;

export class EventLog {
  #events: RunEvent[] = [];
  #counts = new Map<RunEventKind, number>();
  readonly #worker: number;
  readonly #startUs: number;

  /** `startUs` is the run's beginning on the clock that `add` and `take` are told the time of. */
  constructor(worker: number, startUs: number) {
    this.#worker = worker;
    this.#startUs = startUs;
  }

  add(nowUs: number, kind: RunEventKind, connection: number | null, detail: RunEvent['detail']): void {
    const seen = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, seen);
    if (seen > PER_KIND_AND_WINDOW) return;
    this.#events.push({ atUs: nowUs - this.#startUs, kind, worker: this.#worker, connection, detail });
  }

  take(nowUs: number): RunEvent[] {
    const atUs = nowUs - this.#startUs;
    const taken = this.#events;
    for (const [kind, seen] of this.#counts) {
      const dropped = seen - PER_KIND_AND_WINDOW;
      if (dropped > 0) {
        taken.push({
          atUs,
          kind: 'dropped',
          worker: this.#worker,
          connection: null,
          detail: { kind, count: dropped },
        });
      }
    }
    this.#events = [];
    this.#counts = new Map();
    return taken;
  }
}

/** A server's words, fit for one line of a log. */
export function shorten(text: string): string {
  const clean = text.replace(/[\p{Cc}\p{Cf}]/gu, ' ');
  return clean.length <= MAX_TEXT ? clean : `${clean.slice(0, MAX_TEXT)}...`;
}
