// One line of events.ndjson: a change worth a line of its own. Bounded by whoever emits them, and what is
// left out is counted there; never holds a secret, and a server's words only shortened and as data.

import type { Stage } from '../../base/stage.ts';

/**
 * Every kind of event. `telling` ones are few by nature, decide what a summary says, and are never left out; of the others
 * there may be very many, and `counts` of what was left out stand for those.
 */
export const EVENT_KINDS = {
  stage: 'telling', // the profile entered a stage
  failure: 'common', // a handshake failed
  close: 'common', // an open connection ended
  closing: 'common', // the platform said that it will close a connection before long
  throttle: 'common', // the platform asked for less
  token: 'common', // fetched, rotated, refused
  'back-pressure': 'common', // reading paused or resumed
  worker: 'telling', // started, first dial, lost
  accounting: 'telling', // sums that do not add up: a fault of ours
  kernel: 'telling', // what the kernel counted while the load ran
  limit: 'telling', // the ramp stopped climbing
  command: 'telling', // steering changed what follows: recorded before it was sent
  interrupt: 'telling', // a signal asked the run to end
  dropped: 'counts', // so many events of a kind were left out in this second
  end: 'telling',
} as const satisfies Record<string, 'telling' | 'common' | 'counts'>;

export type RunEventKind = keyof typeof EVENT_KINDS;

export interface RunEvent {
  /** Microseconds since the run began. */
  readonly atUs: number;
  readonly kind: RunEventKind;
  readonly worker: number | null;
  readonly connection: number | null;
  readonly detail: Readonly<Record<string, string | number | boolean | null>>;
  /** Of a command to replan: what follows from then on. */
  readonly stages?: readonly Stage[];
}
