// The local addresses that a worker's dials leave from, one after the other, so that each has as many connections.

export class SourceAddresses {
  readonly #addresses: readonly string[];
  #turn = 0;

  constructor(addresses: readonly string[]) {
    this.#addresses = addresses;
  }

  /** null leaves the choice to the kernel. */
  next(): string | null {
    return this.#addresses.length === 0 ? null : this.#addresses[this.#turn++ % this.#addresses.length]!;
  }
}
