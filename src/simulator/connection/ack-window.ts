// Which of a connection's events are unacknowledged, in a few bytes: everything up to a number is, but for a
// few acknowledged out of order. Bounded whatever a client does. Pure.

/** Acks out of order that are remembered; above, the oldest gap is given up and stays unacknowledged. */
const MOST_APART = 4_096;

export class AckWindow {
  #sent = 0;
  #acked = 0;
  /** All up to this number were acknowledged or given up. */
  #settled = 0;
  /** Acknowledged above `#settled`. */
  #apart: Set<number> | null = null;

  get unacked(): number {
    return this.#sent - this.#acked;
  }

  /** The number of the next event, which is sent now. */
  next(): number {
    this.#sent += 1;
    return this.#sent;
  }

  /** False where that event was never sent, or was acknowledged before. */
  ack(seq: number): boolean {
    if (seq <= this.#settled || seq > this.#sent || this.#apart?.has(seq)) return false;
    this.#acked += 1;
    if (seq === this.#settled + 1) this.#settle(seq);
    else this.#keepApart(seq);
    return true;
  }

  #settle(seq: number): void {
    this.#settled = seq;
    const apart = this.#apart;
    if (apart === null) return;
    while (apart.delete(this.#settled + 1)) this.#settled += 1;
    if (apart.size === 0) this.#apart = null;
  }

  #keepApart(seq: number): void {
    this.#apart ??= new Set();
    const apart = this.#apart;
    apart.add(seq);
    if (apart.size <= MOST_APART) return;
    let gap = this.#settled + 1;
    while (!apart.has(gap)) gap += 1;
    this.#settle(gap - 1);
  }
}
