// The seats of one shard: which of the profile's connections there are, and which of them it wants. Each arrival takes the
// seat of its ordinal; once a command has let seats leave out of order, an arrival or a departure takes another one.
// Law: `wanted` is the number of seats that are wanted, and no ordinal is another shard's.
import type { Shard } from '../../plan/plan.ts';
import { Seat, type SeatHost } from './seat.ts';

export class Seats {
  readonly #host: SeatHost;
  readonly #shard: Pick<Shard, 'index' | 'count'>;
  readonly #byOrdinal = new Map<number, Seat>();
  /** Seats that were given up out of order, some of them wanted again since. */
  readonly #vacant: Seat[] = [];
  #wanted = 0;
  #highest: number;

  constructor(host: SeatHost, shard: Pick<Shard, 'index' | 'count'>) {
    this.#host = host;
    this.#shard = shard;
    this.#highest = shard.index - shard.count;
  }

  get wanted(): number {
    return this.#wanted;
  }

  all(): Iterable<Seat> {
    return this.#byOrdinal.values();
  }

  /** The seat that an arrival takes; it counts as wanted from here on. */
  arrive(ordinal: number): Seat {
    const own = this.#byOrdinal.get(ordinal);
    if (own?.isWanted) return this.more();
    this.#wanted++;
    return own ?? this.#make(ordinal);
  }

  /** One more, whichever is free. */
  more(): Seat {
    let seat = this.#vacant.pop();
    while (seat?.isWanted) seat = this.#vacant.pop();
    this.#wanted++;
    return seat ?? this.#make(this.#highest + this.#shard.count);
  }

  /** The seat that a departure frees; undefined where none is wanted. */
  depart(ordinal: number): Seat | undefined {
    const own = this.#byOrdinal.get(ordinal);
    const seat = own?.isWanted ? own : this.#lastWanted();
    if (seat !== undefined) this.#wanted--;
    return seat;
  }

  /** The profile gives it up out of order; the caller tells the seat. */
  vacate(seat: Seat): void {
    if (!seat.isWanted) return;
    this.#wanted--;
    this.#vacant.push(seat);
  }

  /** Those beyond `level`, in the order in which they shall leave: not dialed, not open yet, and then the last. */
  surplus(level: number): Seat[] {
    if (this.#wanted <= level) return [];
    const rank = (seat: Seat) => (seat.isOpen ? 2 : seat.occupant === null ? 0 : 1);
    return [...this.#byOrdinal.values()]
      .filter((seat) => seat.isWanted)
      .sort((a, b) => rank(a) - rank(b) || b.ordinal - a.ordinal)
      .slice(0, this.#wanted - level);
  }

  #make(ordinal: number): Seat {
    const seat = new Seat(this.#host, ordinal);
    this.#byOrdinal.set(ordinal, seat);
    this.#highest = Math.max(this.#highest, ordinal);
    return seat;
  }

  #lastWanted(): Seat | undefined {
    let last: Seat | undefined;
    for (const seat of this.#byOrdinal.values())
      if (seat.isWanted && (last === undefined || seat.ordinal > last.ordinal)) last = seat;
    return last;
  }
}
