// The worker's one buffer for what sockets read. A view of each small length is made once: reading a short message
// allocates nothing.
import { ptr } from 'bun:ffi';

const CAPACITY = 64 * 1024;
const KEPT_VIEWS = 2_048;

export class ReadBuffer {
  readonly capacity = CAPACITY;
  readonly #bytes = Buffer.allocUnsafeSlow(CAPACITY);
  readonly address = ptr(this.#bytes);
  readonly #views: (Uint8Array | undefined)[] = new Array(KEPT_VIEWS).fill(undefined);

  /** Its first bytes, as they are until the next read. */
  first(length: number): Uint8Array {
    if (length >= KEPT_VIEWS) return this.#bytes.subarray(0, length);
    const kept = this.#views[length];
    if (kept !== undefined) return kept;
    const view = this.#bytes.subarray(0, length);
    this.#views[length] = view;
    return view;
  }
}
