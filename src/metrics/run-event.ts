// One line of events.ndjson: a change worth a line of its own. Bounded by whoever emits them, and what is
// left out is counted there; never holds a secret, and a server's words only shortened and as data.

export type RunEventKind =
  | 'stage' // the profile entered a stage
  | 'failure' // a handshake failed
  | 'close' // an open connection ended
  | 'throttle' // the platform asked for less
  | 'token' // fetched, rotated, refused
  | 'back-pressure' // reading paused or resumed
  | 'worker' // started, lost
  | 'accounting' // sums that do not add up: a fault of ours
  | 'kernel' // what the kernel counted while the load ran
  | 'limit' // the ramp stopped climbing
  | 'interrupt' // a signal asked the run to end
  | 'dropped' // so many events of a kind were left out in this second
  | 'end';

export interface RunEvent {
  /** Microseconds since the run began. */
  readonly atUs: number;
  readonly kind: RunEventKind;
  readonly worker: number | null;
  readonly connection: number | null;
  readonly detail: Readonly<Record<string, string | number | boolean | null>>;
}
