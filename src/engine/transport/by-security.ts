// A worker's one transport: plain TCP by the kernel's own sockets where there are such, TLS and all else by Bun's. Chosen
// for each dial, since a preparation may send some of a run's dials elsewhere than the others.
import type { Connecting, Endpoint, SocketUser, Transport } from './transport.ts';

export class TransportBySecurity implements Transport {
  readonly #plain: Transport;
  readonly #secure: Transport;

  constructor(plain: Transport, secure: Transport) {
    this.#plain = plain;
    this.#secure = secure;
  }

  dial(address: string, to: Endpoint, user: SocketUser): Connecting | null {
    return (to.secure ? this.#secure : this.#plain).dial(address, to, user);
  }
}
