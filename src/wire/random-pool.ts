// Random numbers in bulk: the mask keys of frames and the keys of handshakes, at a few nanoseconds each.
// RFC 6455 section 10.3 wants mask keys that nobody can predict, so a run fills the pool from the system's
// generator; a test fills it from a seed. Never hands out the same bytes twice.

/** Fills the whole array with random bytes. */
export type FillRandom = (bytes: Uint8Array<ArrayBuffer>) => void;

const POOL_BYTES = 4096;
const KEY_BYTES = 16;

export class RandomPool {
  readonly #fill: FillRandom;
  readonly #bytes = Buffer.alloc(POOL_BYTES);
  readonly #words = new Int32Array(this.#bytes.buffer, this.#bytes.byteOffset, POOL_BYTES / 4);
  #used = POOL_BYTES;

  constructor(fill: FillRandom = fillFromSystem) {
    this.#fill = fill;
  }

  /** A fresh mask key: any 32-bit integer. */
  maskKey(): number {
    if (this.#used + 4 > POOL_BYTES) this.#refill();
    const key = this.#words[this.#used >>> 2]!;
    this.#used += 4;
    return key;
  }

  /** A fresh `Sec-WebSocket-Key`: 16 random bytes in base64. */
  handshakeKey(): string {
    if (this.#used + KEY_BYTES > POOL_BYTES) this.#refill();
    const key = this.#bytes.toString('base64', this.#used, this.#used + KEY_BYTES);
    this.#used += KEY_BYTES;
    return key;
  }

  #refill(): void {
    this.#fill(this.#bytes);
    this.#used = 0;
  }
}

function fillFromSystem(bytes: Uint8Array<ArrayBuffer>): void {
  crypto.getRandomValues(bytes);
}
