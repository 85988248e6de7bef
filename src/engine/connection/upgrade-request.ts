// The bytes of an upgrade request, checked and built once for each destination: a handshake only writes its key into them.
// The only code that puts a secret into bytes; what it reports never repeats one.
import { buildUpgradeRequest } from '../../wire/handshake-request.ts';
import { type Destination, hostHeader } from '../shared/destination.ts';

/** As long as every key, and one that no path or host can contain behind these words. */
const PLACE = 'AAAAAAAAAAAAAAAAAAAAAA==';
const BEFORE = '\r\nSec-WebSocket-Key: ';

export class UpgradeRequest {
  readonly #bytes: Buffer;
  readonly #keyAt: number;

  private constructor(text: string) {
    this.#bytes = Buffer.from(text, 'latin1');
    this.#keyAt = text.indexOf(BEFORE + PLACE) + BEFORE.length;
  }

  /** The request, or what may not be in one and where. */
  static build(destination: Destination, deflate: boolean): UpgradeRequest | { readonly problem: string } {
    const { path, headers, subprotocols } = destination;
    const host = hostHeader(destination);
    const built = buildUpgradeRequest({ host, path, key: PLACE, headers, subprotocols, deflate });
    return built.ok ? new UpgradeRequest(built.text) : { problem: built.problem };
  }

  /** Its bytes with this key, until the next call. */
  withKey(key: string): Uint8Array {
    this.#bytes.write(key, this.#keyAt, 'latin1');
    return this.#bytes;
  }
}

const requests = new WeakMap<Destination, UpgradeRequest>();

/** The one request of this destination, or what may not be in one and where. */
export function upgradeRequestFor(
  destination: Destination,
  deflate: boolean,
): UpgradeRequest | { readonly problem: string } {
  const known = requests.get(destination);
  if (known !== undefined) return known;
  const built = UpgradeRequest.build(destination, deflate);
  if (built instanceof UpgradeRequest) requests.set(destination, built);
  return built;
}
