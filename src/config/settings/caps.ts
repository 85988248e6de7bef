// How much a run asks of a target where the user says nothing: much of this machine, little of any other.
// Settings say these numbers to the user, compile/ puts them into the plan.

interface Caps {
  /** Null is no cap. */
  readonly handshakesPerSecond: number | null;
  readonly maxHandshakesInFlight: number;
  readonly connections: number;
}

export const LOOPBACK_CAPS: Caps = {
  handshakesPerSecond: null,
  maxHandshakesInFlight: 1_000,
  connections: Number.POSITIVE_INFINITY,
};

export const OUTSIDE_CAPS: Caps = {
  handshakesPerSecond: 50,
  maxHandshakesInFlight: 50,
  connections: 1_000,
};

export function capsOf(isLoopback: boolean): Caps {
  return isLoopback ? LOOPBACK_CAPS : OUTSIDE_CAPS;
}
