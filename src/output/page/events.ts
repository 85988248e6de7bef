// The events of a run as its page lists them: at most 2,000, the telling ones first in line, the rest counted.
// Reads each event once. Law: what a server wrote arrives here as text and leaves as shorter text.
import type { RunEvent, RunEventKind } from '../../metrics/run-event.ts';
import { cleanText } from '../words.ts';

export const MAX_EVENTS = 2_000;
/** Stages, limits, workers, tokens: few by nature, and never crowded out by a storm of failures. */
const MAX_TELLING = 1_000;
const MAX_FIRST = 500;
const MAX_LAST = MAX_EVENTS - MAX_TELLING - MAX_FIRST;
const MAX_MARKS = 20;
const MAX_DETAILS = 12;

const COMMON: ReadonlySet<RunEventKind> = new Set(['failure', 'close', 'throttle', 'back-pressure']);
const MARKED: ReadonlySet<RunEventKind> = new Set(['limit', 'interrupt']);

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

export function buildEvents(events: Iterable<RunEvent>): EventList {
  const telling: EventRow[] = [];
  const first: EventRow[] = [];
  const last: EventRow[] = [];
  const marks: { atS: number; label: string }[] = [];
  let total = 0;
  let next = 0;
  for (const event of events) {
    total += 1;
    if (MARKED.has(event.kind) && marks.length < MAX_MARKS)
      marks.push({ atS: secondsOf(event), label: event.kind });
    if (!COMMON.has(event.kind)) {
      if (telling.length < MAX_TELLING) telling.push(toRow(event));
    } else if (first.length < MAX_FIRST) first.push(toRow(event));
    else {
      last[next] = toRow(event);
      next = (next + 1) % MAX_LAST;
    }
  }
  const rows = [...telling, ...first, ...last].sort((a, b) => a.atS - b.atS);
  return { rows, total, marks };
}

function toRow(event: RunEvent): EventRow {
  const where = [
    ...(event.worker === null ? [] : [`worker ${event.worker}`]),
    ...(event.connection === null ? [] : [`connection ${event.connection}`]),
  ];
  const details = Object.entries(event.detail).slice(0, MAX_DETAILS);
  const text = details.map(([key, value]) => `${cleanText(key, 40)} ${cleanText(String(value))}`).join(', ');
  return { atS: secondsOf(event), kind: event.kind, where: where.join(', '), text: cleanText(text, 500) };
}

function secondsOf({ atUs }: RunEvent): number {
  return Math.round(atUs / 1e3) / 1e3;
}
