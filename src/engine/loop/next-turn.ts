// What answers an event with a write of its own accord (a closed loop's next message, an upgrade request, the
// next dial) waits here until the loop has read everything that had come: so each event is stamped when it is read
// and not after the writes of those before it, and the peer is woken once for a burst. Bounded by the connections.

export interface Turner {
  onNextTurn(): void;
}

export class NextTurn {
  #turners: Turner[] = [];
  #spare: Turner[] = [];

  add(turner: Turner): void {
    if (this.#turners.push(turner) === 1) setImmediate(this.#run);
  }

  /** Nobody waits: the loop may sleep. */
  get isEmpty(): boolean {
    return this.#turners.length === 0;
  }

  readonly #run = (): void => {
    const turners = this.#turners;
    this.#turners = this.#spare;
    for (let i = 0; i < turners.length; i++) turners[i]!.onNextTurn();
    turners.length = 0;
    this.#spare = turners;
  };
}
