// Names to addresses, asked once and shared while fresh, so that a thousand dials are one look-up.
// Never sees a socket. A failed look-up is not kept: the next dial asks again.
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { Clock } from '../../base/time.ts';

const FRESH_US = 30_000_000;

export class Resolver {
  readonly #clock: Clock;
  readonly #host: string;
  readonly #isLiteral: boolean;
  #addresses: readonly string[] = [];
  #freshUntilUs = Number.NEGATIVE_INFINITY;
  #pending: Promise<readonly string[]> | undefined;
  #turn = 0;

  constructor(host: string, clock: Clock) {
    this.#clock = clock;
    this.#host = host.replace(/^\[|\]$/g, '');
    this.#isLiteral = isIP(this.#host) !== 0;
    if (this.#isLiteral) this.#addresses = [this.#host];
  }

  /** An address without waiting, or undefined where it has to be asked for. */
  known(): string | undefined {
    if (!this.#isLiteral && this.#clock.nowUs() > this.#freshUntilUs) return undefined;
    return this.#addresses[this.#turn % this.#addresses.length];
  }

  /** `address` did not answer, or refused: the next dials try the name's next one, unless they already do. */
  moveOnFrom(address: string): void {
    if (this.#addresses[this.#turn % this.#addresses.length] === address) this.#turn++;
  }

  /** Rejects with an error whose `code` is the resolver's own (ENOTFOUND, EAI_AGAIN, ...). */
  async resolve(): Promise<string> {
    this.#pending ??= lookup(this.#host, { all: true, order: 'ipv4first' })
      .then((found) => found.map((entry) => entry.address))
      .finally(() => {
        this.#pending = undefined;
      });
    this.#addresses = await this.#pending;
    this.#freshUntilUs = this.#clock.nowUs() + FRESH_US;
    return this.#addresses[this.#turn % this.#addresses.length]!;
  }
}
