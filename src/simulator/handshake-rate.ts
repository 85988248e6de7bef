// At most N handshakes in any one second, over all processes, without a lock: a ring of the times at which the
// last N were let through. A handshake may pass where the oldest of them is a second old. The low bit of a
// cell says in which round of the ring it was written, so that whoever finds a cell of this round while the
// ticket still points at it knows that another process has just taken it, and moves the ticket on.

const SECOND_US = 1_000_000n;
const TICKET = 2;
/** Tickets are 32-bit cells; they wrap where every ring's length divides it: see `wrapAt`. */
const TICKETS = 2 ** 31;

export class HandshakeRate {
  readonly #ring: BigInt64Array;
  readonly #cells: Int32Array;
  readonly #wrapAt: number;

  constructor(ring: BigInt64Array, cells: Int32Array) {
    this.#ring = ring;
    this.#cells = cells;
    const twoRounds = 2 * ring.length; // the round's bit must not jump at the wrap
    this.#wrapAt = ring.length === 0 ? 0 : TICKETS - (TICKETS % twoRounds);
  }

  /** Whether a handshake at `nowUs` (a clock that all processes share) may pass; takes its place where it may. */
  tryPass(nowUs: number): boolean {
    const length = this.#ring.length;
    if (length === 0) return true;
    const now = BigInt(nowUs);
    for (;;) {
      const ticket = Atomics.load(this.#cells, TICKET);
      const slot = ticket % length;
      const round = BigInt(Math.floor(ticket / length) & 1);
      const next = (ticket + 1) % this.#wrapAt;
      const seen = Atomics.load(this.#ring, slot);
      // A cell of zeros was never written, whatever its round bit says.
      if (seen !== 0n && (seen & 1n) === round) {
        Atomics.compareExchange(this.#cells, TICKET, ticket, next);
        continue;
      }
      const age = now - (seen >> 1n);
      // A little negative where processes read their clocks apart; by seconds where the clock was set back.
      if (seen !== 0n && age > -SECOND_US && age < SECOND_US) {
        if (Atomics.load(this.#cells, TICKET) !== ticket) continue;
        return false;
      }
      if (Atomics.compareExchange(this.#ring, slot, seen, (now << 1n) | round) !== seen) continue;
      Atomics.compareExchange(this.#cells, TICKET, ticket, next);
      return true;
    }
  }
}
