// What a connection in a closed loop does next waits here until the loop has read everything that had come:
// so a reply is stamped when it is read and not after the writes of those read before it, and the peer is
// woken once for a burst instead of once for each message. Bounded by the number of connections.

export interface Turner {
  onNextTurn(): void;
}

export class NextTurn {
  #turners: Turner[] = [];
  #spare: Turner[] = [];

  add(turner: Turner): void {
    if (this.#turners.push(turner) === 1) setImmediate(this.#run);
  }

  readonly #run = (): void => {
    const turners = this.#turners;
    this.#turners = this.#spare;
    for (let i = 0; i < turners.length; i++) turners[i]!.onNextTurn();
    turners.length = 0;
    this.#spare = turners;
  };
}
