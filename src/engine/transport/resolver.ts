// Names to addresses, asked once and shared while fresh, so that a thousand dials are one look-up. Any host: a preparation
// may name others than the target. Never sees a socket. A failed look-up is not kept: the next dial asks again.
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { Clock } from '../../base/time.ts';

const FRESH_US = 30_000_000;
/** Names that are kept; beyond them the one that was asked for first is forgotten. */
const MAX_NAMES = 256;

/** All addresses of a name. Rejects with an error whose `code` is the resolver's own (ENOTFOUND, EAI_AGAIN, ...). */
export type Lookup = (host: string) => Promise<readonly string[]>;

export class Resolver {
  readonly #clock: Clock;
  readonly #lookup: Lookup;
  readonly #names = new Map<string, Name>();

  constructor(clock: Clock, look: Lookup = lookUp) {
    this.#clock = clock;
    this.#lookup = look;
  }

  /** An address without waiting, or undefined where it has to be asked for. */
  known(host: string): string | undefined {
    const name = this.#name(host);
    return this.#clock.nowUs() > name.freshUntilUs ? undefined : name.address;
  }

  /** `address` did not answer, or refused: the next dials try the name's next one, unless they already do. */
  moveOnFrom(host: string, address: string): void {
    const name = this.#name(host);
    if (name.address === address) name.turn++;
  }

  /** Rejects as the look-up does. */
  async resolve(host: string): Promise<string> {
    const name = this.#name(host);
    name.pending ??= this.#lookup(host).finally(() => {
      name.pending = undefined;
    });
    name.addresses = await name.pending;
    name.freshUntilUs = this.#clock.nowUs() + FRESH_US;
    return name.address!;
  }

  #name(host: string): Name {
    const known = this.#names.get(host);
    if (known !== undefined) return known;
    if (this.#names.size === MAX_NAMES) this.#names.delete(this.#names.keys().next().value!);
    const name = new Name(host);
    this.#names.set(host, name);
    return name;
  }
}

/** What is known of one name; an address stands for itself, for ever. */
class Name {
  addresses: readonly string[];
  freshUntilUs: number;
  pending: Promise<readonly string[]> | undefined;
  turn = 0;

  constructor(host: string) {
    const literal = isIP(host) !== 0;
    this.addresses = literal ? [host] : [];
    this.freshUntilUs = literal ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  }

  get address(): string | undefined {
    return this.addresses[this.turn % this.addresses.length];
  }
}

async function lookUp(host: string): Promise<readonly string[]> {
  const found = await lookup(host, { all: true, order: 'ipv4first' });
  return found.map((entry) => entry.address);
}
